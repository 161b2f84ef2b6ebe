import type { DatabaseSync } from 'node:sqlite'

/**
 * Everything that the interpreter knows. An execution is one row, a row per token of control (frame) and a row per
 * event; a step rewrites only the frame that moved.
 */
export function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS states_definitions (
      key TEXT PRIMARY KEY,
      source TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS states_machines (
      arn TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      role_arn TEXT NOT NULL,
      definition TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS states_executions (
      id INTEGER PRIMARY KEY,
      arn TEXT NOT NULL UNIQUE,
      machine_arn TEXT NOT NULL,
      machine_name TEXT NOT NULL,
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      role_arn TEXT NOT NULL,
      definition TEXT NOT NULL,
      body INTEGER NOT NULL,
      status TEXT NOT NULL,
      input TEXT NOT NULL,
      output TEXT,
      error TEXT,
      cause TEXT,
      started_at INTEGER NOT NULL,
      stopped_at INTEGER,
      deadline_at INTEGER,
      events INTEGER NOT NULL,
      frames INTEGER NOT NULL,
      transitions INTEGER NOT NULL,
      redrives INTEGER NOT NULL,
      redriven_at INTEGER,
      map_run INTEGER,
      map_index INTEGER,
      map_items INTEGER,
      waiter_execution INTEGER,
      waiter_frame INTEGER,
      waiter_event INTEGER
    );
    CREATE INDEX IF NOT EXISTS states_executions_by_machine ON states_executions (machine_arn, started_at);
    CREATE INDEX IF NOT EXISTS states_executions_by_name ON states_executions (machine_name, started_at);
    CREATE INDEX IF NOT EXISTS states_executions_by_deadline ON states_executions (deadline_at)
      WHERE deadline_at IS NOT NULL;
    CREATE INDEX IF NOT EXISTS states_executions_by_map_run ON states_executions (map_run, status, map_index)
      WHERE map_run IS NOT NULL;
    CREATE INDEX IF NOT EXISTS states_executions_by_waiter ON states_executions (waiter_execution, waiter_frame)
      WHERE waiter_execution IS NOT NULL;

    CREATE TABLE IF NOT EXISTS states_frames (
      execution INTEGER NOT NULL,
      no INTEGER NOT NULL,
      parent INTEGER,
      position INTEGER NOT NULL,
      body INTEGER NOT NULL,
      state TEXT NOT NULL,
      phase TEXT NOT NULL,
      input TEXT NOT NULL,
      variables TEXT NOT NULL,
      entered_event INTEGER NOT NULL,
      entered_at INTEGER NOT NULL,
      last_event INTEGER NOT NULL,
      scheduled_event INTEGER NOT NULL,
      retries TEXT NOT NULL,
      wake_at INTEGER,
      timeout_at INTEGER,
      heartbeat_at INTEGER,
      heartbeat_seconds INTEGER,
      answer TEXT,
      output TEXT,
      total INTEGER NOT NULL,
      started INTEGER NOT NULL,
      finished INTEGER NOT NULL,
      concurrency INTEGER NOT NULL,
      map_run INTEGER,
      due_at INTEGER,
      PRIMARY KEY (execution, no)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS states_frames_by_due ON states_frames (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX IF NOT EXISTS states_frames_unsettled ON states_frames (execution)
      WHERE phase IN ('enter', 'rework', 'invoking', 'reading', 'execution', 'mapRun');

    CREATE TABLE IF NOT EXISTS states_items (
      execution INTEGER NOT NULL,
      frame INTEGER NOT NULL,
      items TEXT NOT NULL,
      PRIMARY KEY (execution, frame)
    ) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS states_map_runs (
      id INTEGER PRIMARY KEY,
      execution INTEGER NOT NULL,
      frame INTEGER NOT NULL,
      arn TEXT NOT NULL UNIQUE,
      machine_name TEXT NOT NULL,
      machine_arn TEXT NOT NULL,
      kind TEXT NOT NULL,
      processor INTEGER NOT NULL,
      concurrency INTEGER NOT NULL,
      tolerated_count INTEGER,
      tolerated_percentage REAL,
      status TEXT NOT NULL,
      items INTEGER NOT NULL,
      executions INTEGER NOT NULL,
      running INTEGER NOT NULL,
      closed INTEGER NOT NULL,
      failed_items INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      stopped_at INTEGER
    );

    CREATE TABLE IF NOT EXISTS states_history (
      execution INTEGER NOT NULL,
      id INTEGER NOT NULL,
      previous INTEGER NOT NULL,
      type TEXT NOT NULL,
      at INTEGER NOT NULL,
      details TEXT,
      data TEXT,
      PRIMARY KEY (execution, id)
    ) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS states_secrets (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;
  `)
}
