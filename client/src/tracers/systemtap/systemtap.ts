// SystemTap's `stap` as a tracer.
import type { Tracer } from '../tracer.ts';
import { building } from './build.ts';
import { decoder } from './decode.ts';
import { doctorQuestions } from './doctor.ts';
import { explain } from './explain.ts';
import { launch } from './launch.ts';
import { meter } from './meter.ts';
import { stopLadder } from './stop.ts';
import { textLimit } from './textLimit.ts';

export const systemtap: Tracer = {
  id: 'stap',
  languageId: 'systemtap',
  launch,
  decoder,
  explain,
  stopLadder,
  textLimit,
  doctorQuestions,
  meter,
  building,
};
