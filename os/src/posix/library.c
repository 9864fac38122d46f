/* SPDX-License-Identifier: MIT */
#include <os/library.h>

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static bool
find_functions(const struct os_library *library, void *handle)
{
    for (size_t i = 0; i < library->n; i++) {
        void *function = dlsym(handle, library->functions[i].name); /* in what it needs, too */

        if (function == NULL)
            return false;
        memcpy(library->functions[i].at, &function, sizeof function);
    }
    return true;
}

static bool
load(const struct os_library *library)
{
    void *handle = NULL;

    for (size_t i = 0; handle == NULL && library->names[i] != NULL; i++)
        handle = dlopen(library->names[i], RTLD_NOW | RTLD_LOCAL);
    return handle != NULL && find_functions(library, handle);
}

bool
os_library_load(struct os_library *library)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    bool loaded;

    (void)pthread_mutex_lock(&lock);
    library->loaded = library->loaded || load(library);
    loaded = library->loaded;
    (void)pthread_mutex_unlock(&lock);
    return loaded;
}
