/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* webrtcprocess HOST PORT ADDRESS: a viewer in a process of his own, called
 * "process". He says "watching" when pictures come, and watches until somebody
 * ends him. */
#include <gst/check/gstcheck.h>
#include <stdio.h>
#include <stdlib.h>

#include "webrtcviewer.h"

static const gchar *host, *address;
static guint port;

GST_START_TEST (test_watches)
{
  WebrtcViewer *viewer =
      webrtc_viewer_new_at (host, port, address, "process", "H264", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 10);
  printf ("watching\n");
  fflush (stdout);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
}

GST_END_TEST;

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("viewer");
  TCase *test = tcase_create ("general");

  gst_check_init (&argc, &argv);
  host = argv[1];
  port = (guint) atoi (argv[2]);
  address = argv[3];
  /* The process that is killed must be the one that watches. */
  g_setenv ("CK_FORK", "no", TRUE);
  suite_add_tcase (suite, test);
  tcase_set_timeout (test, 0);
  tcase_add_test (test, test_watches);
  return gst_check_run_suite (suite, "viewer", __FILE__);
}
