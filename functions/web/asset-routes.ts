import * as z from 'zod'
import type { ClientScript } from '../layout/client-script.ts'
import { icon, iconFile } from '../layout/icon.ts'
import { stylesheet, stylesheetFile } from '../layout/stylesheet.ts'
import { file, notAvailable } from './reply.ts'
import { type Route, routesWith } from './route.ts'

const styleAndIcon = [
  {
    pattern: /^[0-9a-f]{16}\.css$/,
    file: stylesheetFile,
    body: stylesheet,
    contentType: 'text/css; charset=utf-8',
  },
  { pattern: /^[0-9a-f]{16}\.svg$/, file: iconFile, body: icon, contentType: 'image/svg+xml' },
]

const scriptAsset = ({ file: name, text }: ClientScript) => ({
  pattern: /^[0-9a-f]{16}\.js$/,
  file: name,
  body: text,
  contentType: 'text/javascript; charset=utf-8',
})

/**
 * Stylesheet, icon and the room's script at `<prefix>/assets/<hash>.css`. A name changes with its content, so it may be kept for ever; an
 * older name, asked for by a page from before a deployment, gets today's content without being kept.
 */
export function assetRoutes<Dependencies>(prefix: string, script?: ClientScript): Route<Dependencies>[] {
  const assets = [...styleAndIcon, ...(script === undefined ? [] : [scriptAsset(script)])]
  const route = routesWith<Dependencies>()
  return [
    route({
      method: 'GET',
      path: `${prefix}/assets/{file}`,
      rule: 'anyone',
      params: z.object({ file: z.string() }),
      answer: (_context, { params }) => {
        const asset = assets.find(({ pattern }) => pattern.test(params.file))
        if (asset === undefined) return notAvailable()
        return file(asset.body, {
          contentType: asset.contentType,
          caching: params.file === asset.file ? 'for-ever' : 'none',
        })
      },
    }),
  ]
}
