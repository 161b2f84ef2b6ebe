import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { type OwnTemplate, ownTemplateSchema } from '../domain/own-template.ts'
import { type Database, putRow, queryAll } from './database.ts'
import { templateKey } from './keys.ts'

/** The templates that HR has saved, by name. */
export async function listOwnTemplates(db: Database): Promise<OwnTemplate[]> {
  const rows = await queryAll(db, templateKey('').pk, { consistent: true })
  return rows
    .map((row) => ownTemplateSchema.parse(row))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

export async function saveTemplate(db: Database, template: OwnTemplate): Promise<void> {
  await putRow(db, { ...templateKey(template.templateId), ...template })
}

/** Cycles and series that were made from it stay as they are. */
export async function deleteTemplate(db: Database, templateId: string): Promise<void> {
  await db.client.send(
    new DeleteItemCommand({ TableName: db.tables.records, Key: marshall(templateKey(templateId)) }),
  )
}
