#!/usr/sbin/dtrace -s
/*
 * Prints a line a second: the smallest script that shows whether tracing works here.
 */
#pragma D option quiet

BEGIN
{
	printf("begins on CPU %d\n", cpu);
}

tick-1sec
{
	printf("%d s\n", ++beats);
}

END
{
	printf("ends after %d beats\n", beats);
}
