fbt::vfs_raed:entry
{
	exit(0);
}
