/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "graphloop.h"

/* How long a state change may hang until the streams are let go. */
#define LOOK_EVERY (50 * G_TIME_SPAN_MILLISECOND)

struct _GraphLoop
{
  GstElement *element;          /* owns this */
  GraphLoopRelease release;
  GThread *watch;               /* while paused */

  GMutex lock;
  GCond cond;
  gboolean stop;                /* protected by lock */
};

/* Whether anything around element is on its way to READY or NULL. Its own turn
 * may come only after that of what waits for it. */
static gboolean
is_ending (GstElement * element)
{
  g_autoptr (GstObject) around = gst_object_ref (GST_OBJECT (element));
  gboolean ending = FALSE;

  while (around != NULL && !ending) {
    GstObject *next = gst_object_get_parent (around);

    ending = GST_STATE_TARGET (around) < GST_STATE_PAUSED;
    gst_object_unref (around);
    around = next;
  }
  return ending;
}

static gpointer
watch (gpointer user_data)
{
  GraphLoop *self = user_data;
  gboolean ending = FALSE;

  g_mutex_lock (&self->lock);
  while (!self->stop && !ending) {
    g_cond_wait_until (&self->cond, &self->lock,
        g_get_monotonic_time () + LOOK_EVERY);
    ending = is_ending (self->element);
  }
  g_mutex_unlock (&self->lock);
  if (ending)
    self->release (self->element, TRUE);
  return NULL;
}

static void
stop_watch (GraphLoop * self)
{
  if (self->watch == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->watch));
  self->stop = FALSE;
}

/* GstBin does not follow a pad of which it was told that it is just being
 * linked (gst_message_new_structure_change()). It forgets that at each change
 * to READY and to NULL. */
static void
hide (GraphLoop * self, GstPad * pad)
{
  g_autoptr (GstObject) around =
      gst_object_get_parent (GST_OBJECT (self->element));

  if (around != NULL)
    gst_element_post_message (self->element,
        gst_message_new_structure_change (GST_OBJECT (pad),
            GST_STRUCTURE_CHANGE_TYPE_PAD_LINK, self->element, TRUE));
}

GraphLoop *
graph_loop_new (GstElement * element, GraphLoopRelease release)
{
  GraphLoop *self = g_new0 (GraphLoop, 1);

  self->element = element;
  self->release = release;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

void
graph_loop_free (GraphLoop * self)
{
  stop_watch (self);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
graph_loop_before (GraphLoop * self, GstStateChange transition)
{
  stop_watch (self);
  if (GST_STATE_TRANSITION_CURRENT (transition) == GST_STATE_PAUSED)
    self->release (self->element, FALSE);
}

void
graph_loop_after (GraphLoop * self, GstStateChange transition, GstPad * pad)
{
  if (pad == NULL)
    return;
  switch (GST_STATE_TRANSITION_NEXT (transition)) {
    case GST_STATE_READY:
      hide (self, pad);
      break;
    case GST_STATE_PAUSED:
      if (is_ending (self->element))
        self->release (self->element, TRUE);
      else
        self->watch = g_thread_new ("graphloop", watch, self);
      break;
    default:
      break;
  }
}
