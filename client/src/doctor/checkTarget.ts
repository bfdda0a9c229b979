// Examines a target: asks every question over one connection, and judges the answers.

import { type Spawn, spawnAsUser } from '../runs/runPrivilege.ts';
import { runToEnd } from '../runs/runToEnd.ts';
import { askPrivilege, isFree, spawnAsRoot } from '../targets/privilege.ts';
import type { ConnectOptions, Target } from '../targets/target.ts';
import { endKept } from '../targets/targets.ts';
import type { Tracer, TracerId } from '../tracers/tracer.ts';
import { tracers } from '../tracers/tracers.ts';
import { distributionOf } from './packages.ts';
import type { DoctorQuestion, Judgement, TargetFacts } from './question.ts';
import { targetQuestions } from './targetQuestions.ts';

/** One row of a report. */
export interface DoctorRow extends Judgement {
  readonly id: string;
  /** `undefined`: it is about the target, whatever runs there. */
  readonly tracer: TracerId | undefined;
  readonly question: string;
  readonly command: string;
  /** What the command printed, cut where it says much. */
  readonly output: string;
}

export interface DoctorReport {
  readonly target: string;
  readonly facts: TargetFacts;
  readonly rows: readonly DoctorRow[];
}

/** Characters of an answer that a report keeps. */
const mostOutput = 2000;

/** The PATH of a non-interactive ssh session often lacks the sbin folders that tracers live in. */
const paths = 'PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n';

const factsProgram = 'uname -r; uname -m; id -un; id -u; cat /etc/os-release 2>/dev/null';

/** Looks, attaches nothing, changes nothing. Rejects with a `TargetError` where the target cannot be reached. */
export async function checkTarget(target: Target, options: ConnectOptions): Promise<DoctorReport> {
  // What was done for a finding of an earlier check may show in a new login only.
  endKept(target.name);
  const connection = await target.connect(options);
  try {
    const { stdout } = await runToEnd(connection, ['sh', '-c', factsProgram]);
    const [release = '', machine = '', user = '', uid = '', ...rest] = stdout.toString('utf8').split('\n');
    const facts = { release, machine, user, isRoot: uid === '0', distribution: distributionOf(rest.join('\n')) };
    const privilege = await askPrivilege(connection);
    // Root where it costs nothing: a doctor asks for no password.
    const spawn: Spawn = isFree(privilege)
      ? (to, argv) => spawnAsRoot(to, privilege, argv, options.prompter)
      : spawnAsUser;
    const rows: DoctorRow[] = [];
    const ask = async (question: DoctorQuestion, tracer: TracerId | undefined): Promise<void> => {
      options.signal?.throwIfAborted();
      options.onProgress?.(question.question);
      const askedAt = Date.now();
      const {
        stdout: said,
        stderr,
        status,
      } = await runToEnd(connection, ['sh', '-c', paths + question.command], '', spawn);
      const output = `${said.toString('utf8')}${stderr}`.trim();
      const judgement = question.judge({ output, code: status.code, target: facts, askedAt });
      const { id, question: words, command } = question;
      rows.push({ id, tracer, question: words, command, output: output.slice(0, mostOutput), ...judgement });
    };
    for (const question of targetQuestions) await ask(question, undefined);
    for (const tracer of Object.values<Tracer>(tracers)) {
      for (const question of tracer.doctorQuestions) {
        await ask(question, tracer.id);
        // Where there is no such tracer, nothing else about it matters.
        if (rows.at(-1)?.verdict === 'none') break;
      }
    }
    return { target: target.name, facts, rows };
  } finally {
    connection.close();
  }
}
