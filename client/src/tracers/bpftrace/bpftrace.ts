// `bpftrace` as a tracer.
import { bpfMeter } from '../bpfMeter.ts';
import type { Tracer } from '../tracer.ts';
import { decoder } from './decode.ts';
import { doctorQuestions } from './doctor.ts';
import { explain } from './explain.ts';
import { launch } from './launch.ts';
import { clausesOfPrograms } from './programClauses.ts';
import { stopLadder } from './stop.ts';
import { textLimit } from './textLimit.ts';

export const bpftrace: Tracer = {
  id: 'bpftrace',
  languageId: 'bpftrace',
  launch,
  decoder,
  explain,
  stopLadder,
  textLimit,
  doctorQuestions,
  meter: bpfMeter(clausesOfPrograms),
};
