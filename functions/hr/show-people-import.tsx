import * as z from 'zod'
import { importIdSchema } from '../domain/ids.ts'
import { isOver } from '../domain/stored-import.ts'
import { loadDirectory } from '../store/people-directory.ts'
import { findImport } from '../store/people-imports.ts'
import { notAvailable, page } from '../web/reply.ts'
import { hrRoute } from './hr-route.ts'
import { importColumnsPage } from './import-columns-reply.tsx'
import { ImportProgressPage } from './pages/import-progress-page.tsx'

export const importParamsSchema = z.object({ importId: importIdSchema })

/** An import where it stands: its columns while it waits, then how far it is, then what came of it. */
export const showPeopleImport = hrRoute({
  method: 'GET',
  path: '/hr/people/imports/{importId}',
  rule: 'hr',
  summary: 'Shows how a people file is read, how far its import is, or what came of it',
  params: importParamsSchema,
  answer: async ({ dependencies: { db }, now }, { params }) => {
    const stored = await findImport(db, params.importId)
    if (stored === undefined) return notAvailable()
    if (stored.status === 'chosen') {
      return isOver(stored, now.toISOString()) ? notAvailable() : importColumnsPage(db, stored)
    }
    const people = stored.conflicting.length === 0 ? undefined : await loadDirectory(db)
    const isDone = stored.status === 'done'
    return page(
      <ImportProgressPage
        importId={stored.importId}
        fileName={stored.fileName}
        isDone={isDone}
        written={stored.written}
        total={stored.total}
        summary={stored.summary}
        conflicts={stored.conflicts}
        conflicting={stored.conflicting.map((personId) => ({
          personId,
          name: people?.find(personId)?.name ?? 'Somebody who is erased',
        }))}
        hasReport={stored.summary.problems > 0 && !(isDone && stored.isForgotten)}
      />,
      {
        title: isDone ? 'The import is done' : 'The import is under way',
        back: { label: 'People', href: '/hr/people' },
        data: {
          importId: stored.importId,
          status: stored.status,
          written: stored.written,
          total: stored.total,
          summary: stored.summary,
          conflicts: stored.conflicts,
          conflicting: stored.conflicting,
          ...(isDone ? { finishedAt: stored.finishedAt } : {}),
        },
      },
    )
  },
})
