/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* A source pad with a task and a bounded queue of its own, for JSON that comes
 * from elsewhere than the pipeline's data. Giving it a command never waits. A
 * GAP event lets a sink behind it reach PAUSED without any. Queries it answers
 * itself: what is behind it may lead back to the element. */
typedef struct _CommandPad CommandPad;

typedef enum
{
  COMMAND_MOTION,               /* outdated by the next stop */
  COMMAND_ORDINARY,
  COMMAND_MUST_ARRIVE,          /* kept when the queue is full */
  COMMAND_STOP,                 /* the same; motion that waits is dropped */
  COMMAND_ESTOP,                /* the same */
} CommandKind;

CommandPad * command_pad_new     (GstElement * element,
                                  GstStaticPadTemplate * pad_template);
/* Before the pad is gone; give the element the pad first. */
void         command_pad_free    (CommandPad * self);
GstPad *     command_pad_get_pad (CommandPad * self);

/* Takes text. Returns the number of commands that were lost for want of room;
 * what is outdated by a stop is not lost. */
guint        command_pad_push    (CommandPad * self, gchar * text,
                                  CommandKind kind);
/* The same. A stop or estop of somebody whose last word, still in the queue, is
 * another one takes its place. */
guint        command_pad_push_from (CommandPad * self, const gchar * from,
                                    gchar * text, CommandKind kind);
/* Commands leave while playing only; what comes in between is dropped. */
void         command_pad_set_playing (CommandPad * self, gboolean playing);
/* After what is queued. FALSE begins a new stream, after a flush if EOS has
 * left already. */
void         command_pad_set_eos (CommandPad * self, gboolean eos);
/* EOS that set_eos() does not take back: until the pad is activated again. */
void         command_pad_end     (CommandPad * self);

G_END_DECLS
