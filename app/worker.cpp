// sillage-worker: decodes hostile bytes in a sandbox. Started by exec with one socket; links decode alone.
int main() { return 0; }
