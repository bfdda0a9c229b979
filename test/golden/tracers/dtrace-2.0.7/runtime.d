/* Errors of handlers. */
BEGIN
{
	trace(*(int *)0);
}
BEGIN
{
	trace(1 / (pid - pid));
}
BEGIN
{
	exit(0);
}
