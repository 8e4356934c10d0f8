/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Tells ThreadSanitizer what GLib's locks order.
 *
 * GLib waits in futexes, by code that is not instrumented: to the sanitizer
 * two threads that take turns by a GMutex look like a race. A test program
 * exports the functions below, so that everything in the process but GLib
 * itself calls them in place of GLib's: they call GLib's and tell the
 * sanitizer which address was let go of, and which was taken. */

/* Some tests are compiled with it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <gst/gst.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

#define EXPORT __attribute__ ((visibility ("default")))

/* The function that this one stands for. Whoever comes first looks it up;
 * whoever comes at the same time finds the same. */
#define REAL(name) \
  static __typeof__ (&name) real_function; \
  __typeof__ (&name) real = __atomic_load_n (&real_function, __ATOMIC_RELAXED); \
  if (real == NULL) { \
    real = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name); \
    __atomic_store_n (&real_function, real, __ATOMIC_RELAXED); \
  }

/* *INDENT-OFF* */
#undef g_once_init_enter
#undef g_once_init_leave

EXPORT void
g_mutex_lock (GMutex * mutex)
{
  REAL (g_mutex_lock)
  real (mutex);
  __tsan_acquire (mutex);
}

EXPORT gboolean
g_mutex_trylock (GMutex * mutex)
{
  REAL (g_mutex_trylock)
  gboolean taken = real (mutex);
  if (taken)
    __tsan_acquire (mutex);
  return taken;
}

EXPORT void
g_mutex_unlock (GMutex * mutex)
{
  REAL (g_mutex_unlock)
  __tsan_release (mutex);
  real (mutex);
}

EXPORT void
g_cond_wait (GCond * cond, GMutex * mutex)
{
  REAL (g_cond_wait)
  __tsan_release (mutex);
  real (cond, mutex);
  __tsan_acquire (mutex);
}

EXPORT gboolean
g_cond_wait_until (GCond * cond, GMutex * mutex, gint64 end)
{
  REAL (g_cond_wait_until)
  __tsan_release (mutex);
  gboolean signalled = real (cond, mutex, end);
  __tsan_acquire (mutex);
  return signalled;
}

EXPORT gboolean
g_once_init_enter (volatile void *location)
{
  REAL (g_once_init_enter)
  gboolean first = real (location);
  __tsan_acquire ((void *) location);
  return first;
}

EXPORT void
g_once_init_leave (volatile void *location, gsize result)
{
  REAL (g_once_init_leave)
  __tsan_release ((void *) location);
  real (location, result);
}

EXPORT void
g_async_queue_push (GAsyncQueue * queue, gpointer data)
{
  REAL (g_async_queue_push)
  __tsan_release (queue);
  real (queue, data);
}

EXPORT gpointer
g_async_queue_pop (GAsyncQueue * queue)
{
  REAL (g_async_queue_pop)
  gpointer data = real (queue);
  __tsan_acquire (queue);
  return data;
}

EXPORT gpointer
g_async_queue_try_pop (GAsyncQueue * queue)
{
  REAL (g_async_queue_try_pop)
  gpointer data = real (queue);
  if (data != NULL)
    __tsan_acquire (queue);
  return data;
}

EXPORT gpointer
g_async_queue_timeout_pop (GAsyncQueue * queue, guint64 timeout)
{
  REAL (g_async_queue_timeout_pop)
  gpointer data = real (queue, timeout);
  if (data != NULL)
    __tsan_acquire (queue);
  return data;
}
/* Who works in a pool sees what was done before the work was given. */

typedef struct
{
  GFunc work;
  gpointer user_data;
} Pool;

static void
work_in_pool (gpointer data, gpointer user_data)
{
  Pool *pool = user_data;
  __tsan_acquire (pool);
  pool->work (data, pool->user_data);
}

EXPORT GThreadPool *
g_thread_pool_new (GFunc work, gpointer user_data, gint max_threads, gboolean exclusive, GError ** error)
{
  REAL (g_thread_pool_new)
  Pool *pool = g_new (Pool, 1);
  pool->work = work;
  pool->user_data = user_data;
  /* GLib lets nobody know when a pool ends: this one stays. */
  return real (work_in_pool, pool, max_threads, exclusive, error);
}

EXPORT gboolean
g_thread_pool_push (GThreadPool * pool, gpointer data, GError ** error)
{
  REAL (g_thread_pool_push)
  if (pool->func == work_in_pool)
    __tsan_release (pool->user_data);
  return real (pool, data, error);
}

/* A callback of a main context sees what was done before it was attached. */

EXPORT guint
g_source_attach (GSource * source, GMainContext * context)
{
  REAL (g_source_attach)
  __tsan_release (source);
  return real (source, context);
}

static gboolean (*dispatch_idle) (GSource * source, GSourceFunc callback, gpointer user_data);
static gboolean (*dispatch_timeout) (GSource * source, GSourceFunc callback, gpointer user_data);

static gboolean
acquire_and_dispatch_idle (GSource * source, GSourceFunc callback, gpointer user_data)
{
  __tsan_acquire (source);
  return dispatch_idle (source, callback, user_data);
}

static gboolean
acquire_and_dispatch_timeout (GSource * source, GSourceFunc callback, gpointer user_data)
{
  __tsan_acquire (source);
  return dispatch_timeout (source, callback, user_data);
}

static __attribute__ ((constructor)) void
see_callbacks (void)
{
  dispatch_idle = g_idle_funcs.dispatch;
  g_idle_funcs.dispatch = acquire_and_dispatch_idle;
  dispatch_timeout = g_timeout_funcs.dispatch;
  g_timeout_funcs.dispatch = acquire_and_dispatch_timeout;
}
/* *INDENT-ON* */
