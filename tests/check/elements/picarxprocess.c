/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* picarxprocess PIPELINE: another program for tests, which plays it until it
 * ends. gst-launch-1.0 cannot be built with sanitizers here. */
#include <gst/gst.h>

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  GstElement *pipeline = gst_parse_launch (argv[1], NULL);
  if (pipeline == NULL)
    return 2;

  GstBus *bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gboolean good = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  gst_message_unref (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (bus);
  gst_object_unref (pipeline);
  return good ? 0 : 1;
}
