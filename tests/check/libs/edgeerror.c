/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gio/gio.h>
#include <gst/check/gstcheck.h>

#include "edgeerror.h"

GST_START_TEST (test_becomes_a_message_with_sentence_and_debug_text)
{
  g_autoptr (GstElement) element = gst_bin_new ("car");
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GError) error = edge_error_new (EDGE_ERROR_NOT_AUTHORIZED,
      "The broker refused the password.", "%s:%u: reason %d", "host", 1883, 5);
  g_autoptr (GError) posted = NULL;
  g_autofree gchar *debug = NULL;

  gst_element_set_bus (element, bus);
  edge_post_error (element, error);
  g_autoptr (GstMessage) message = gst_bus_pop (bus);
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &posted, &debug);
  fail_unless (g_error_matches (posted, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_NOT_AUTHORIZED));
  fail_unless_equals_string (posted->message,
      "The broker refused the password.");
  fail_unless (strstr (debug, "host:1883: reason 5") != NULL);
  gst_element_set_bus (element, NULL);
}

GST_END_TEST;

GST_START_TEST (test_foreign_errors_become_resource_failed)
{
  g_autoptr (GstElement) element = gst_bin_new ("car");
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "100 % broken %s");
  g_autoptr (GError) posted = NULL;
  g_autofree gchar *debug = NULL;

  gst_element_set_bus (element, bus);
  edge_post_warning (element, error);
  g_autoptr (GstMessage) message = gst_bus_pop (bus);
  gst_message_parse_warning (message, &posted, &debug);
  fail_unless (g_error_matches (posted, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_FAILED));
  fail_unless (strstr (debug, "100 % broken %s") != NULL);
  gst_element_set_bus (element, NULL);
}

GST_END_TEST;

static Suite *
edgeerror_suite (void)
{
  Suite *suite = suite_create ("edgeerror");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_becomes_a_message_with_sentence_and_debug_text);
  tcase_add_test (tc, test_foreign_errors_become_resource_failed);
  return suite;
}

GST_CHECK_MAIN (edgeerror);
