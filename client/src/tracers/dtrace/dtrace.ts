// Oracle's `dtrace` for Linux as a tracer.
import type { Tracer } from '../tracer.ts';
import { decoder } from './decode.ts';
import { doctorQuestions } from './doctor.ts';
import { explain } from './explain.ts';
import { launch } from './launch.ts';
import { stopLadder } from './stop.ts';
import { textLimit } from './textLimit.ts';

export const dtrace: Tracer = {
  id: 'dtrace',
  languageId: 'dtrace',
  launch,
  decoder,
  explain,
  stopLadder,
  textLimit,
  doctorQuestions,
};
