BEGIN
{
	trace("x");
}
