/* More than the buffers hold. */
#pragma D option bufsize=8k
#pragma D option switchrate=1hz
profile-997
{
	printf("%d a line that fills the buffer that was made small", timestamp);
}
syscall:::entry
{
	printf("%s %d a line that fills the buffer that was made small", probefunc, timestamp);
}
tick-2s
{
	exit(0);
}
