/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Callers' messages on their way from the broker to the thread that reads them.
 * Reading one costs more than sending it: how many get in, of one mobile and of
 * all, is decided by topic and size, before anything looks at the payload. Any
 * thread. */
typedef struct _CallQueue CallQueue;

typedef struct
{
  gchar *topic;
  GBytes *data;                 /* NULL: larger than may be read */
  gsize size;
} Call;

CallQueue * call_queue_new  (void);
void        call_queue_free (CallQueue * self);

/* now: monotonic time. FALSE if it does not get in. */
gboolean    call_queue_push (CallQueue * self, const gchar * topic,
                             const guint8 * data, gsize size, gint64 now);
/* The oldest, to be freed with call_free(), or NULL. */
Call *      call_queue_pop  (CallQueue * self);
void        call_free       (Call * call);

/* limited: offers beyond the rates; dropped: other messages beyond them, and
 * all that found no room. */
void        call_queue_count (CallQueue * self, guint64 * limited,
                              guint64 * dropped);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CallQueue, call_queue_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

G_END_DECLS
