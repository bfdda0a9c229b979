#!/usr/sbin/dtrace -s
/*
 * Every program that is started, with who started it, and when.
 */
#pragma D option quiet

BEGIN
{
	printf("%-20s %7s %-16s %s\n", "TIME", "PID", "STARTED BY", "PROGRAM");
}

syscall::execve:entry
{
	printf("%-20Y %7d %-16s %s\n", walltimestamp, pid, execname, copyinstr(arg0));
}
