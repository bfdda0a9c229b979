// The doctor's contract: a question about a target, the command that answers it, and what the answer means.

/** What the doctor asks. The command looks and changes nothing. */
export interface DoctorQuestion {
  /** Stable, kebab-case: names the row in reports and tests. */
  readonly id: string;
  /** As a user would ask it. */
  readonly question: string;
  /** A POSIX sh program, run with root's rights where they cost nothing, else as the user. */
  readonly command: string;
  judge(answer: DoctorAnswer): Judgement;
}

export interface DoctorAnswer {
  /** What the command printed, trimmed. */
  readonly output: string;
  /** The command's exit code, null when a signal ended it. */
  readonly code: number | null;
  /** What else is known of the target. */
  readonly target: TargetFacts;
  /** When it was asked, in milliseconds since the epoch; the answer may have taken its time. */
  readonly askedAt: number;
}

/** What the first look at a target tells, for the words of fixes. */
export interface TargetFacts {
  /** `uname -r`. */
  readonly release: string;
  /** `uname -m`. */
  readonly machine: string;
  readonly distribution: Distribution;
  readonly user: string;
  readonly isRoot: boolean;
}

/** Families of distributions that install alike. */
export type Distribution = 'debian' | 'fedora' | 'suse' | 'arch' | 'other';

/** `bad`: it will not work; `warning`: part of it will not; `none`: it is not there, and need not be. */
export type Verdict = 'good' | 'warning' | 'bad' | 'none';

export interface Judgement {
  readonly verdict: Verdict;
  /** One sentence. */
  readonly why: string;
  readonly fix?: Fix;
}

/** A change to the target that the user may make. */
export interface Fix {
  /** One sentence: what to do. */
  readonly what: string;
  /** For a shell with root's rights; left out where it takes a human (firmware settings). */
  readonly command?: string;
  /** Takes it back. */
  readonly undo?: string;
}
