/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Messages of one sender on their way to the thread that handles them. Those
 * of the control lane leave first and in order. Of the motion lane only the
 * newest are kept, and none that came before an urgent message, which is one
 * that ends all motion. Any thread. */
typedef struct _EdgeMessageLanes EdgeMessageLanes;

typedef enum
{
  EDGE_MESSAGE_LANE_CONTROL,
  EDGE_MESSAGE_LANE_MOTION,
  EDGE_MESSAGE_N_LANES
} EdgeMessageLane;

#define EDGE_MESSAGE_LANES_MAX_CONTROL 256
/* Urgent ones may go beyond that. */
#define EDGE_MESSAGE_LANES_MAX_URGENT 1024
#define EDGE_MESSAGE_LANES_MAX_MOTION 32

EdgeMessageLanes * edge_message_lanes_new  (void);
void               edge_message_lanes_free (EdgeMessageLanes * self);

/* Takes text; NULL if it was too long: size tells. An urgent one goes with the
 * control lane, whichever it came on. Returns how many messages were lost for
 * want of room; what is outdated by a stop is not lost. */
guint              edge_message_lanes_push (EdgeMessageLanes * self,
                                            EdgeMessageLane lane, gchar * text,
                                            gsize size, gboolean urgent);
/* FALSE if there is none. text is to be freed. */
gboolean           edge_message_lanes_pop  (EdgeMessageLanes * self,
                                            gchar ** text, gsize * size);

G_END_DECLS
