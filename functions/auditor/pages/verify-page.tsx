import { Button } from '../../layout/button.tsx'
import { TextField } from '../../layout/field.tsx'
import { Notice } from '../../layout/notice.tsx'

/** `client/verify-page.ts` fills it with life: the form is hidden until it can do something. */
export function VerifyPage({ verifierHash }: { verifierHash: string }) {
  return (
    <>
      <p class="lead">
        Your browser reads the log and checks it with nothing but the log’s key: the signature of its newest
        checkpoint, the tiles that this one covers, every entry, and that no chain lacks an entry before its
        last. Nothing is asked of this site but the log itself.
      </p>
      <p class="lead">
        Not looked at here are older checkpoints, older partial tiles, and whether there are objects that do
        not belong: this site does not list them. Copy the log into a directory and verify it on your own
        machine for that.
      </p>
      {/* Taken away by the script: so it also stands there where the script did not come through. */}
      <div id="verify-needs-script">
        <Notice kind="attention" title="Your browser does not run the script of this page">
          <p>
            Verifying takes a program. Download the one below and run it on your own machine; it shows the
            same.
          </p>
        </Notice>
      </div>
      <form id="verify-form" hidden>
        <TextField
          name="vkey"
          label="The log’s verification key"
          hint="As it was given to you, not as this site shows it: name, id and key, with a plus between them. This browser remembers it."
        />
        <p class="quiet" id="kept-checkpoint" />
        <Button>Verify the log</Button>
      </form>
      <div id="verify-progress" class="progress" hidden>
        <p>
          <span class="progress-label">Entries verified</span>{' '}
          <span class="progress-count" id="verify-count">
            none yet
          </span>
        </p>
        <progress id="verify-bar" value={0} max={1} aria-label="Entries verified" />
      </div>
      <div id="verify-result" role="status" />
      <h2>On your own machine</h2>
      <p>
        The script of this page comes from this site. Whoever is to trust the log without trusting the site
        keeps the verifier from an earlier day and compares its fingerprint with that of others.
      </p>
      <ol>
        <li>
          Download <a href="/audit/verify/countersign-verify.mjs">the verifier, one file</a>. It needs Node 20
          or newer and nothing else. Its SHA-256 is <code>{verifierHash}</code>.
        </li>
        <li>Copy the log’s bucket into a directory, or unpack an evidence pack.</li>
        <li>
          Run <code>node countersign-verify.mjs DIRECTORY --vkey KEY</code>. It ends with 0 when all holds;
          with <code>--from FILE</code> it also shows that the log still begins with a checkpoint that you
          kept.
        </li>
      </ol>
      <script type="module" src="/audit/verify/page.js" />
    </>
  )
}
