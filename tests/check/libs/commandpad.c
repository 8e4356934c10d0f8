/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "commandpad.h"

#include <gst/check/gstcheck.h>
#include <string.h>

#define DEADLINE (10 * GST_SECOND)

/* An element that has nothing but the pad, and a sink behind it. */
typedef struct
{
  GstElement *pipeline;
  CommandPad *pad;
  GstElement *sink;
  GstBus *bus;
  GAsyncQueue *received;        /* gchar */
} Rig;

static GstStaticPadTemplate pad_template =
GST_STATIC_PAD_TEMPLATE ("command", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("application/json"));

static void
on_handoff (GstElement * sink, GstBuffer * buffer, GstPad * pad, Rig * self)
{
  GstMapInfo map;

  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_async_queue_push (self->received,
      g_strndup ((const gchar *) map.data, map.size));
  gst_buffer_unmap (buffer, &map);
}

static Rig *
rig_new (void)
{
  Rig *self = g_new0 (Rig, 1);
  GstElement *holder = gst_bin_new ("holder");

  self->received = g_async_queue_new_full (g_free);
  self->pad = command_pad_new (holder, &pad_template);
  gst_element_add_pad (holder, command_pad_get_pad (self->pad));
  GST_OBJECT_FLAG_SET (holder, GST_ELEMENT_FLAG_SOURCE);
  self->sink = gst_check_setup_element ("fakesink");
  g_object_set (self->sink, "signal-handoffs", TRUE, NULL);
  g_signal_connect (self->sink, "handoff", G_CALLBACK (on_handoff), self);
  self->pipeline = gst_pipeline_new (NULL);
  self->bus = gst_element_get_bus (self->pipeline);
  gst_bin_add_many (GST_BIN (self->pipeline), holder, self->sink, NULL);
  fail_unless (gst_element_link (holder, self->sink));
  return self;
}

static void
rig_play (Rig * self)
{
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  fail_unless_equals_int (gst_element_get_state (self->pipeline, NULL, NULL,
          DEADLINE), GST_STATE_CHANGE_SUCCESS);
  command_pad_set_playing (self->pad, TRUE);
}

static void
rig_free (Rig * self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  command_pad_free (self->pad);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  g_async_queue_unref (self->received);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free);

static void
wait_eos (Rig * self)
{
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (self->bus,
      DEADLINE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  fail_unless (message != NULL
      && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS);
}

static void
wait_command (Rig * self, const gchar * text)
{
  g_autofree gchar *got =
      g_async_queue_timeout_pop (self->received, DEADLINE / GST_USECOND);

  fail_unless_equals_string (got, text);
}

static void
expect_no_error (Rig * self)
{
  g_autoptr (GstMessage) message =
      gst_bus_pop_filtered (self->bus, GST_MESSAGE_ERROR);

  fail_unless (message == NULL);
}

GST_START_TEST (test_commands_arrive_in_order)
{
  g_autoptr (Rig) rig = rig_new ();

  rig_play (rig);
  fail_unless_equals_int (command_pad_push (rig->pad, g_strdup ("a"),
          COMMAND_ORDINARY), 0);
  fail_unless_equals_int (command_pad_push (rig->pad, g_strdup ("b"),
          COMMAND_STOP), 0);
  wait_command (rig, "a");
  wait_command (rig, "b");
}

GST_END_TEST;

GST_START_TEST (test_commands_arrive_after_an_end_that_was_taken_back)
{
  g_autoptr (Rig) rig = rig_new ();

  rig_play (rig);
  for (guint i = 0; i < 3; i++) {
    command_pad_set_eos (rig->pad, TRUE);
    wait_eos (rig);
    command_pad_set_eos (rig->pad, FALSE);
    fail_unless_equals_int (command_pad_push (rig->pad, g_strdup ("a"),
            COMMAND_ORDINARY), 0);
    wait_command (rig, "a");
    expect_no_error (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_an_end_from_outside_stays)
{
  g_autoptr (Rig) rig = rig_new ();

  rig_play (rig);
  command_pad_end (rig->pad);
  command_pad_set_eos (rig->pad, FALSE);
  fail_unless_equals_int (command_pad_push (rig->pad, g_strdup ("a"),
          COMMAND_ORDINARY), 1);
  wait_eos (rig);
  gst_element_set_state (rig->pipeline, GST_STATE_READY);
  rig_play (rig);
  command_pad_push (rig->pad, g_strdup ("b"), COMMAND_ORDINARY);
  wait_command (rig, "b");
}

GST_END_TEST;

GST_START_TEST (test_what_is_lost_is_counted_and_stops_are_kept)
{
  g_autoptr (Rig) rig = rig_new ();
  guint lost = 0;

  /* Nothing leaves before there is a state. */
  fail_unless_equals_int (command_pad_push (rig->pad, g_strdup ("a"),
          COMMAND_STOP), 1);
  gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
  fail_unless_equals_int (command_pad_push (rig->pad, g_strdup ("a"),
          COMMAND_ORDINARY), 1);
  rig_play (rig);
  /* The sink holds the pad's task while it is paused. */
  gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
  for (guint i = 0; i < 10; i++)
    command_pad_push (rig->pad, g_strdup ("stop"), COMMAND_STOP);
  for (guint i = 0; i < 200; i++)
    lost += command_pad_push (rig->pad, g_strdup ("move"), COMMAND_ORDINARY);
  fail_unless (lost >= 200 - 64 && lost < 200, "%u", lost);
  rig_play (rig);
  for (guint i = 0; i < 10; i++)
    wait_command (rig, "stop");
  for (guint i = 0; i < 200 - lost; i++)
    wait_command (rig, "move");
}

GST_END_TEST;

GST_START_TEST (test_a_stop_waits_behind_no_motion)
{
  g_autoptr (Rig) rig = rig_new ();

  rig_play (rig);
  gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
  /* At most one of them is in the task's hands. */
  for (guint i = 0; i < 2; i++) {
    command_pad_push (rig->pad, g_strdup ("take"), COMMAND_ORDINARY);
    command_pad_push (rig->pad, g_strdup ("move"), COMMAND_MOTION);
  }
  fail_unless_equals_int (command_pad_push (rig->pad, g_strdup ("stop"),
          COMMAND_STOP), 0);
  command_pad_push (rig->pad, g_strdup ("new move"), COMMAND_MOTION);
  rig_play (rig);
  wait_command (rig, "take");
  wait_command (rig, "take");
  wait_command (rig, "stop");
  wait_command (rig, "new move");
}

GST_END_TEST;

GST_START_TEST (test_a_stop_that_waits_is_renewed)
{
  static const struct
  {
    const gchar *from;
    const gchar *text;
    CommandKind kind;
  } commands[] = {
    {"m1", "stop 1", COMMAND_STOP},
    {"m1", "stop 2", COMMAND_STOP},
    {"m2", "other stop", COMMAND_STOP},
    {"m1", "stop 3", COMMAND_STOP},
    {"m2", "clear", COMMAND_ORDINARY},
    {"m1", "stop 4", COMMAND_STOP},
    {"m1", "move", COMMAND_MOTION},
    {"m1", "stop 5", COMMAND_STOP},
    {"m1", "estop", COMMAND_ESTOP},
    {"m1", "stop 6", COMMAND_STOP},
  };
  g_autoptr (Rig) rig = rig_new ();

  rig_play (rig);
  gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
  /* At most one of them is in the task's hands. */
  for (guint i = 0; i < 2; i++)
    command_pad_push (rig->pad, g_strdup ("take"), COMMAND_ORDINARY);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fail_unless_equals_int (command_pad_push_from (rig->pad, commands[i].from,
            g_strdup (commands[i].text), commands[i].kind), 0);
  rig_play (rig);
  wait_command (rig, "take");
  wait_command (rig, "take");
  wait_command (rig, "stop 3");
  wait_command (rig, "other stop");
  /* What came between counts: the last word stays the last. */
  wait_command (rig, "clear");
  wait_command (rig, "stop 5");
  wait_command (rig, "estop");
  wait_command (rig, "stop 6");
}

GST_END_TEST;

static Suite *
commandpad_suite (void)
{
  Suite *suite = suite_create ("commandpad");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_commands_arrive_in_order);
  tcase_add_test (test, test_commands_arrive_after_an_end_that_was_taken_back);
  tcase_add_test (test, test_an_end_from_outside_stays);
  tcase_add_test (test, test_a_stop_waits_behind_no_motion);
  tcase_add_test (test, test_a_stop_that_waits_is_renewed);
  tcase_add_test (test, test_what_is_lost_is_counted_and_stops_are_kept);
  return suite;
}

GST_CHECK_MAIN (commandpad);
