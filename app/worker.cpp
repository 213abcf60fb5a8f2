// sillage-worker: decodes hostile bytes in a sandbox. Started by exec with one socket; links decode alone.
#include <cstring>

#include <unistd.h>

#include "decode/worker.h"

int main(int argc, char** argv) {
    const bool sandbox = !(argc > 1 && std::strcmp(argv[1], "--unsafe-no-sandbox") == 0);
    // No destructors: nothing here is worth what exit handlers might do inside the cage.
    ::_exit(sillage::workerMain(sandbox));
}
