/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "commandpad.h"

#include <string.h>

/* Commands that wait for the pad's task. */
#define MAX_COMMANDS 64
/* The same, for those that must arrive. */
#define MAX_MUST_ARRIVE 1024

typedef struct
{
  gchar *text;
  gchar *from;                  /* or NULL */
  CommandKind kind;
} Command;

struct _CommandPad
{
  GstElement *element;          /* owns us */
  GstPad *pad;                  /* a reference */

  GMutex lock;                  /* protects all of the following */
  GCond changed;
  GQueue commands;
  gboolean active;
  gboolean playing;
  gboolean ended;               /* EOS from outside: it stays */
  gboolean eos;
  gboolean eos_sent;
  gboolean flush;               /* before the next stream: the last one ended */
  gboolean started;             /* stream-start, caps, segment are sent */
};

static void
command_free (gpointer data)
{
  Command *command = data;

  g_free (command->text);
  g_free (command->from);
  g_free (command);
}

/* What has had EOS takes no new stream without a flush. The clock goes on. */
static void
flush_stream (CommandPad * self)
{
  gst_pad_push_event (self->pad, gst_event_new_flush_start ());
  gst_pad_push_event (self->pad, gst_event_new_flush_stop (FALSE));
}

static gboolean
start_stream (CommandPad * self)
{
  g_autofree gchar *id =
      g_strdup_printf ("%s/command/%08x", GST_OBJECT_NAME (self->element),
      g_random_int ());
  g_autoptr (GstCaps) caps = gst_pad_get_pad_template_caps (self->pad);
  GstEvent *event = gst_event_new_stream_start (id);
  GstSegment segment;

  gst_event_set_group_id (event, gst_util_group_id_next ());
  gst_event_set_stream_flags (event, GST_STREAM_FLAG_SPARSE);
  gst_pad_push_event (self->pad, event);
  gst_pad_push_event (self->pad, gst_event_new_caps (caps));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->pad, gst_event_new_segment (&segment));
  /* Lets a sink that waits for data in PAUSED go on. */
  return gst_pad_push_event (self->pad, gst_event_new_gap (0,
          GST_CLOCK_TIME_NONE));
}

static GstFlowReturn
push_text (CommandPad * self, gchar * text)
{
  GstBuffer *buffer = gst_buffer_new_wrapped (text, strlen (text));
  g_autoptr (GstClock) clock = gst_element_get_clock (self->element);

  if (clock != NULL) {
    GstClockTime now = gst_clock_get_time (clock);
    GstClockTime base = gst_element_get_base_time (self->element);

    GST_BUFFER_PTS (buffer) = now > base ? now - base : 0;
  }
  return gst_pad_push (self->pad, buffer);
}

/* What the task does next. */
typedef struct
{
  gboolean flush;
  gboolean begin;
  gboolean end;
  Command *command;
} Work;

/* FALSE to end the task. */
static gboolean
wait_for_work (CommandPad * self, Work * work)
{
  gboolean active;

  memset (work, 0, sizeof (*work));
  g_mutex_lock (&self->lock);
  while (self->active && self->started && !(self->eos && !self->eos_sent)
      && (g_queue_is_empty (&self->commands) || self->eos_sent))
    g_cond_wait (&self->changed, &self->lock);
  active = self->active;
  if (!self->started) {
    work->begin = self->started = TRUE;
    work->flush = self->flush;
    self->flush = FALSE;
  } else if (!g_queue_is_empty (&self->commands)) {
    work->command = g_queue_pop_head (&self->commands);
  } else if (self->eos && !self->eos_sent) {
    work->end = self->eos_sent = TRUE;
  }
  g_mutex_unlock (&self->lock);
  return active;
}

static void
pad_task (gpointer user_data)
{
  CommandPad *self = user_data;
  Work work;
  GstFlowReturn flow = GST_FLOW_OK;

  if (!wait_for_work (self, &work)) {
    g_clear_pointer (&work.command, command_free);
    gst_pad_pause_task (self->pad);
    return;
  }
  if (work.flush)
    flush_stream (self);
  if (work.begin)
    start_stream (self);
  if (work.command != NULL) {
    flow = push_text (self, g_steal_pointer (&work.command->text));
    command_free (work.command);
  }
  if (work.end)
    gst_pad_push_event (self->pad, gst_event_new_eos ());
  if (flow == GST_FLOW_FLUSHING) {
    gst_pad_pause_task (self->pad);
  } else if (flow < GST_FLOW_EOS && flow != GST_FLOW_NOT_LINKED) {
    GstElement *element = self->element;

    GST_ELEMENT_FLOW_ERROR (element, flow);
    gst_pad_pause_task (self->pad);
  }
}

static gboolean
activate_mode (GstPad * pad, GstObject * parent, GstPadMode mode,
    gboolean active)
{
  CommandPad *self = gst_pad_get_element_private (pad);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  g_mutex_lock (&self->lock);
  self->active = active;
  self->started = self->flush = FALSE;
  self->ended = self->eos = self->eos_sent = FALSE;
  g_queue_clear_full (&self->commands, command_free);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return active ? gst_pad_start_task (pad, pad_task, self, NULL) :
      gst_pad_stop_task (pad);
}

/* Nothing from downstream goes on to anything. */
static gboolean
pad_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gboolean taken = GST_EVENT_TYPE (event) != GST_EVENT_SEEK;

  gst_event_unref (event);
  return taken;
}

static gboolean
pad_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY) {
    gst_query_set_latency (query, TRUE, 0, GST_CLOCK_TIME_NONE);
    return TRUE;
  }
  return gst_pad_query_default (pad, parent, query);
}

static GstIterator *
no_internal_links (GstPad * pad, GstObject * parent)
{
  return NULL;
}

CommandPad *
command_pad_new (GstElement * element, GstStaticPadTemplate * pad_template)
{
  CommandPad *self = g_new0 (CommandPad, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->commands);
  self->element = element;
  self->pad = gst_object_ref_sink (gst_pad_new_from_static_template
      (pad_template, pad_template->name_template));
  gst_pad_set_element_private (self->pad, self);
  gst_pad_set_activatemode_function (self->pad, activate_mode);
  gst_pad_set_event_function (self->pad, pad_event);
  gst_pad_set_query_function (self->pad, pad_query);
  gst_pad_set_iterate_internal_links_function (self->pad, no_internal_links);
  return self;
}

void
command_pad_free (CommandPad * self)
{
  gst_pad_set_active (self->pad, FALSE);
  gst_pad_set_element_private (self->pad, NULL);
  gst_object_unref (self->pad);
  g_queue_clear_full (&self->commands, command_free);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GstPad *
command_pad_get_pad (CommandPad * self)
{
  return self->pad;
}

/* Drop the oldest that may be lost. */
static gboolean
make_room_locked (CommandPad * self)
{
  for (GList * link = self->commands.head; link != NULL; link = link->next) {
    Command *command = link->data;

    if (command->kind < COMMAND_MUST_ARRIVE
        || self->commands.length >= MAX_MUST_ARRIVE) {
      g_queue_delete_link (&self->commands, link);
      command_free (command);
      return TRUE;
    }
  }
  return FALSE;
}

/* A stop waits behind no motion. */
static void
drop_motion_locked (CommandPad * self)
{
  for (GList * link = self->commands.head; link != NULL;) {
    GList *next = link->next;
    Command *command = link->data;

    if (command->kind == COMMAND_MOTION) {
      g_queue_delete_link (&self->commands, link);
      command_free (command);
    }
    link = next;
  }
}

/* One of the same sender and kind is enough, as long as nothing but stops came
 * after it. Takes text if it returns TRUE. */
static gboolean
renew_stop_locked (CommandPad * self, const gchar * from, gchar * text,
    CommandKind kind)
{
  for (GList * link = self->commands.tail; link != NULL; link = link->prev) {
    Command *command = link->data;
    gboolean same = g_strcmp0 (command->from, from) == 0;

    if (same && command->kind == kind) {
      g_free (command->text);
      command->text = text;
      return TRUE;
    }
    if (same || command->kind < COMMAND_STOP)
      return FALSE;
  }
  return FALSE;
}

guint
command_pad_push (CommandPad * self, gchar * text, CommandKind kind)
{
  return command_pad_push_from (self, NULL, text, kind);
}

guint
command_pad_push_from (CommandPad * self, const gchar * from, gchar * text,
    CommandKind kind)
{
  guint lost = 0;
  Command *command = g_new (Command, 1);
  gboolean must_arrive = kind >= COMMAND_MUST_ARRIVE;

  command->text = text;
  command->from = g_strdup (from);
  command->kind = kind;
  g_mutex_lock (&self->lock);
  if (kind >= COMMAND_STOP)
    drop_motion_locked (self);
  if (!self->active || self->eos || (!self->playing && !must_arrive)) {
    command_free (command);
    lost++;
  } else if (from != NULL && kind >= COMMAND_STOP
      && renew_stop_locked (self, from, text, kind)) {
    command->text = NULL;
    command_free (command);
  } else {
    if (self->commands.length >= MAX_COMMANDS)
      lost += make_room_locked (self);
    if (self->commands.length >= MAX_COMMANDS && !must_arrive) {
      command_free (command);
      lost++;
    } else {
      g_queue_push_tail (&self->commands, command);
      g_cond_broadcast (&self->changed);
    }
  }
  g_mutex_unlock (&self->lock);
  return lost;
}

void
command_pad_set_playing (CommandPad * self, gboolean playing)
{
  g_mutex_lock (&self->lock);
  self->playing = playing;
  g_mutex_unlock (&self->lock);
}

static void
set_eos_locked (CommandPad * self, gboolean eos)
{
  if (self->eos == eos)
    return;
  self->eos = eos;
  if (!eos && self->eos_sent) {
    self->flush = TRUE;
    self->started = self->eos_sent = FALSE;
  }
  g_cond_broadcast (&self->changed);
}

void
command_pad_set_eos (CommandPad * self, gboolean eos)
{
  g_mutex_lock (&self->lock);
  set_eos_locked (self, eos || self->ended);
  g_mutex_unlock (&self->lock);
}

void
command_pad_end (CommandPad * self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  set_eos_locked (self, TRUE);
  g_mutex_unlock (&self->lock);
}
