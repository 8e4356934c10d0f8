/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "messagelanes.h"

typedef struct
{
  gchar *text;
  gsize size;
} Message;

struct _EdgeMessageLanes
{
  GMutex lock;                  /* protects the following */
  GQueue lanes[EDGE_MESSAGE_N_LANES];
};

static void
message_free (gpointer data)
{
  Message *message = data;

  g_free (message->text);
  g_free (message);
}

EdgeMessageLanes *
edge_message_lanes_new (void)
{
  EdgeMessageLanes *self = g_new0 (EdgeMessageLanes, 1);

  g_mutex_init (&self->lock);
  for (guint i = 0; i < EDGE_MESSAGE_N_LANES; i++)
    g_queue_init (&self->lanes[i]);
  return self;
}

void
edge_message_lanes_free (EdgeMessageLanes * self)
{
  for (guint i = 0; i < EDGE_MESSAGE_N_LANES; i++)
    g_queue_clear_full (&self->lanes[i], message_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Takes message. A late motion is worth more than an early one. */
static guint
push_motion (GQueue * lane, Message * message)
{
  guint lost = 0;

  if (lane->length >= EDGE_MESSAGE_LANES_MAX_MOTION) {
    message_free (g_queue_pop_head (lane));
    lost++;
  }
  g_queue_push_tail (lane, message);
  return lost;
}

/* Takes message. */
static guint
push_control (GQueue * lane, Message * message, gboolean urgent)
{
  if (lane->length >= (urgent ? EDGE_MESSAGE_LANES_MAX_URGENT :
          EDGE_MESSAGE_LANES_MAX_CONTROL)) {
    message_free (message);
    return 1;
  }
  g_queue_push_tail (lane, message);
  return 0;
}

guint
edge_message_lanes_push (EdgeMessageLanes * self, EdgeMessageLane lane,
    gchar * text, gsize size, gboolean urgent)
{
  Message *message = g_new (Message, 1);
  guint lost;

  message->text = text;
  message->size = size;
  g_mutex_lock (&self->lock);
  if (urgent)
    g_queue_clear_full (&self->lanes[EDGE_MESSAGE_LANE_MOTION], message_free);
  if (lane == EDGE_MESSAGE_LANE_MOTION && !urgent)
    lost = push_motion (&self->lanes[EDGE_MESSAGE_LANE_MOTION], message);
  else
    lost = push_control (&self->lanes[EDGE_MESSAGE_LANE_CONTROL], message,
        urgent);
  g_mutex_unlock (&self->lock);
  return lost;
}

gboolean
edge_message_lanes_pop (EdgeMessageLanes * self, gchar ** text, gsize * size)
{
  Message *message = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < EDGE_MESSAGE_N_LANES && message == NULL; i++)
    message = g_queue_pop_head (&self->lanes[i]);
  g_mutex_unlock (&self->lock);
  if (message == NULL)
    return FALSE;
  *text = message->text;
  *size = message->size;
  g_free (message);
  return TRUE;
}
