/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

/* Without a broker: nobody listens on the discard port. */
#define BIN "mqttsignalingbin name=bin host=127.0.0.1 port=9 " \
    "local-addresses=127.0.0.1 "

static GstElement *
launch (const gchar * description)
{
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = gst_parse_launch (description, &error);

  fail_unless (error == NULL, "%s", error != NULL ? error->message : "");
  return pipeline;
}

static void
end (GstElement * pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

GST_START_TEST (test_plays_without_a_broker)
{
  GstElement *pipeline = launch ("videotestsrc is-live=true ! " BIN);

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  fail_unless_equals_int (gst_element_get_state (pipeline, NULL, NULL,
          10 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
  end (pipeline);
}

GST_END_TEST;

GST_START_TEST (test_ends_when_its_media_end)
{
  GstElement *pipeline =
      launch ("videotestsrc num-buffers=3 ! " BIN " bin.command ! fakesink");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 10 * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_EOS);
  gst_message_unref (message);
  end (pipeline);
}

GST_END_TEST;

GST_START_TEST (test_commands_alone_reach_playing)
{
  GstElement *pipeline = launch (BIN " ! fakesink");

  for (guint i = 0; i < 20; i++) {
    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    fail_unless_equals_int (gst_element_get_state (pipeline, NULL, NULL,
            10 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
    gst_element_set_state (pipeline, GST_STATE_NULL);
  }
  end (pipeline);
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_plays_without_a_broker);
  tcase_add_test (test, test_ends_when_its_media_end);
  tcase_add_test (test, test_commands_alone_reach_playing);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
