pid$target:libc:malloc:entry
{
	@ = count();
}
