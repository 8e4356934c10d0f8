/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "playoutwriter.h"

#include <gst/check/gstcheck.h>
#include <gst/rtp/gstrtpbuffer.h>

#define ID 5
#define LONG_ID 20
#define FRAME (33 * GST_MSECOND)

typedef struct
{
  GstPad *src, *sink;
  EdgePlayoutWriter *writer;
  GstClockTime time;
  GMainLoop *loop;
  gboolean wanted;              /* the loop ends with such a frame */
} Fixture;

static void
fixture_init (Fixture * self, guint id)
{
  GstSegment segment;

  self->src = gst_pad_new ("src", GST_PAD_SRC);
  self->sink = gst_pad_new ("sink", GST_PAD_SINK);
  gst_pad_set_chain_function (self->sink, gst_check_chain_func);
  gst_pad_set_active (self->src, TRUE);
  gst_pad_set_active (self->sink, TRUE);
  fail_unless (gst_pad_link (self->src, self->sink) == GST_PAD_LINK_OK);
  gst_pad_push_event (self->src, gst_event_new_stream_start ("test"));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->src, gst_event_new_segment (&segment));
  self->writer = edge_playout_writer_new (id);
  edge_playout_writer_watch (self->writer, self->src);
  self->time = 0;
}

static void
fixture_clear (Fixture * self)
{
  gst_check_drop_buffers ();
  gst_pad_set_active (self->src, FALSE);
  gst_pad_set_active (self->sink, FALSE);
  gst_object_unref (self->src);
  gst_object_unref (self->sink);
  edge_playout_writer_unref (self->writer);
}

static GstBuffer *
make_packet (GstClockTime time)
{
  GstBuffer *packet = gst_rtp_buffer_new_allocate (100, 0, 0);

  GST_BUFFER_PTS (packet) = time;
  return packet;
}

/* What the packet tells: the three bytes, or -1. */
static gint
read_bytes (GstBuffer * packet, guint id)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  gpointer data;
  guint8 bits;
  guint size;
  gint value = -1;

  fail_unless (gst_rtp_buffer_map (packet, GST_MAP_READ, &rtp));
  fail_unless_equals_int (gst_rtp_buffer_get_payload_len (&rtp), 100);
  if (id > 14 ? gst_rtp_buffer_get_extension_twobytes_header (&rtp, &bits, id,
          0, &data, &size)
      : gst_rtp_buffer_get_extension_onebyte_header (&rtp, id, 0, &data, &size)) {
    fail_unless_equals_int (size, 3);
    value = GST_READ_UINT24_BE (data);
  }
  gst_rtp_buffer_unmap (&rtp);
  return value;
}

static gint
nth_bytes (guint n, guint id)
{
  return read_bytes (g_list_nth_data (buffers, n), id);
}

GST_START_TEST (test_tells_a_new_receiver_and_each_change)
{
  Fixture it;

  fixture_init (&it, ID);
  gst_pad_push (it.src, make_packet (0));
  fail_unless_equals_int (nth_bytes (0, ID), 0);
  edge_playout_writer_set (it.writer, 100, 1000);
  gst_pad_push (it.src, make_packet (FRAME));
  fail_unless_equals_int (nth_bytes (1, ID), 10 << 12 | 100);
  fixture_clear (&it);
}

GST_END_TEST;

GST_START_TEST (test_tells_with_the_first_packet_of_a_list)
{
  GstBufferList *list = gst_buffer_list_new ();
  Fixture it;

  fixture_init (&it, LONG_ID);
  gst_buffer_list_add (list, make_packet (0));
  gst_buffer_list_add (list, make_packet (0));
  /* Somebody else looks at it, too. */
  gst_pad_push_list (it.src, gst_buffer_list_ref (list));
  fail_unless_equals_int (g_list_length (buffers), 2);
  fail_unless_equals_int (nth_bytes (0, LONG_ID), 0);
  fail_unless_equals_int (nth_bytes (1, LONG_ID), -1);
  fail_unless_equals_int (read_bytes (gst_buffer_list_get (list, 0), LONG_ID),
      -1);
  gst_buffer_list_unref (list);
  fixture_clear (&it);
}

GST_END_TEST;

static gboolean
push_frame (gpointer user_data)
{
  Fixture *self = user_data;
  gboolean told;

  gst_check_drop_buffers ();
  self->time += FRAME;
  gst_pad_push (self->src, make_packet (self->time));
  gst_pad_push (self->src, make_packet (self->time));
  told = nth_bytes (0, ID) != -1;
  /* Once it is rare, only a frame's first packet has it. */
  if (!self->wanted || !told)
    fail_unless (told || nth_bytes (1, ID) == -1);
  else
    fail_unless_equals_int (nth_bytes (1, ID), -1);
  if (told == self->wanted)
    g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* The dead-man is the test's own time-out. */
static void
push_until (Fixture * self, gboolean wanted)
{
  self->wanted = wanted;
  g_main_loop_run (self->loop);
}

GST_START_TEST (test_is_silent_most_of_the_time)
{
  Fixture it;
  guint timer;

  fixture_init (&it, ID);
  it.loop = g_main_loop_new (NULL, FALSE);
  timer = g_timeout_add (FRAME / GST_MSECOND, push_frame, &it);
  push_until (&it, FALSE);
  push_until (&it, TRUE);
  push_until (&it, FALSE);
  g_source_remove (timer);
  g_main_loop_unref (it.loop);
  fixture_clear (&it);
}

GST_END_TEST;

static Suite *
playoutwriter_suite (void)
{
  Suite *suite = suite_create ("playoutwriter");
  TCase *tc = tcase_create ("writer");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_tells_a_new_receiver_and_each_change);
  tcase_add_test (tc, test_tells_with_the_first_packet_of_a_list);
  tcase_add_test (tc, test_is_silent_most_of_the_time);
  return suite;
}

GST_CHECK_MAIN (playoutwriter);
