/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "picarxguard.h"
#include "picarxrig.h"
#include "picarxshim.h"

#define DEVICE "/dev/i2c-9"
#define STOP "I2C 14 2D 00 00; I2C 14 2C 00 00; I2C 14 2D 00 00; I2C 14 2C 00 00"
#define RESET "GPIO 5 0; GPIO 5 1; release reset"
#define HOLD "GPIO 5 0"
#define FORWARD "{\"throttle\":0.5}"
#define BACKWARD "{\"throttle\":-0.5}"
#define STOP_COMMAND "{\"action\":\"stop\"}"
/* A transfer is tried so often before the car counts as lost. */
#define TRIES 5
/* 200 ms are promised for a state change. */
#define PATIENCE (5 * 200 * 1000)

static PicarxRig *
new_rig (const gchar * properties)
{
  g_autofree gchar *all =
      g_strconcat ("reset-delay=0 command-timeout=0 guard=false ", properties,
      NULL);

  return picarx_rig_new_for (DEVICE, all);
}

/* One that goes forward. */
static PicarxRig *
new_moving (void)
{
  PicarxRig *rig = new_rig ("");

  picarx_rig_expect (rig, FORWARD, "\"left\":50,\"right\":50");
  return rig;
}

/* Register writes fail so often, or until the so many-th reset. */
static void
break_bus (gint number, gint failures, guint cure)
{
  shim_lock ();
  shim.write = number;
  shim.failures = failures;
  shim.cure = cure;
  shim_unlock ();
}

static guint64
count (PicarxRig * rig, const gchar * name)
{
  GstStructure *stats;
  guint64 value = 0;

  g_object_get (rig->sink, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value));
  gst_structure_free (stats);
  return value;
}

static void
expect_text (const gchar * text, const gchar * part)
{
  fail_unless (strstr (text, part) != NULL, "%s lacks %s", text, part);
}

/* What the shim has noted since the last call. */
static gchar *
log_since (gsize * read)
{
  g_autofree gchar *log = shim_log ();
  gchar *rest = g_strdup (log + *read);

  *read = strlen (log);
  return rest;
}

static void
expect_message (PicarxRig * rig, GstMessageType type, const gchar * part)
{
  GstMessage *message = picarx_rig_wait_for (rig, type);
  GError *error = NULL;

  fail_unless (message != NULL, "no message of %s", part);
  if (type == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &error, NULL);
  else
    gst_message_parse_error (message, &error, NULL);
  expect_text (error->message, part);
  g_error_free (error);
  gst_message_unref (message);
}

static void
expect_device (PicarxRig * rig, gboolean expected)
{
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_ELEMENT);
  gboolean obeys;

  fail_unless (message != NULL);
  fail_unless (gst_message_has_name (message, "picarx-device"));
  fail_unless (gst_structure_get_boolean (gst_message_get_structure (message),
          "obeys", &obeys));
  fail_unless_equals_int (obeys, expected);
  gst_message_unref (message);
}

static void
expect_quiet (PicarxRig * rig)
{
  GstMessage *message = gst_bus_pop_filtered (rig->bus,
      GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);

  fail_unless (message == NULL, "%" GST_PTR_FORMAT, message);
}

GST_START_TEST (test_a_reset_brings_a_controller_back)
{
  PicarxRig *rig = new_moving ();
  gsize read = 0;

  g_free (log_since (&read));
  break_bus (EREMOTEIO, -1, 1);
  picarx_rig_push (rig, BACKWARD);
  expect_message (rig, GST_MESSAGE_WARNING, "does not answer: is it switched");
  expect_device (rig, FALSE);
  expect_device (rig, TRUE);
  g_free (picarx_rig_hear_of (rig, "\"left\":0,\"right\":0"));
  g_autofree gchar *log = log_since (&read);
  expect_text (log, RESET "; I2C 14 2D 00 00; I2C 14 2C 00 00; ");
  expect_text (log, "I2C 14 47 0F FF; I2C 14 43 00 09");

  /* It stands until a new motion comes. */
  picarx_rig_expect (rig, "{\"pan\":5}", "\"left\":0,\"right\":0");
  picarx_rig_expect (rig, "{\"pan\":0}", "\"failsafe\":\"device\"");
  picarx_rig_expect (rig, FORWARD, "\"failsafe\":null");
  fail_unless_equals_uint64 (count (rig, "outages"), 1);
  fail_unless_equals_uint64 (count (rig, "resets"), 1);
  expect_quiet (rig);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_stubborn_controller_is_reset_again_and_held_between)
{
  PicarxRig *rig = new_moving ();
  gsize read = 0;

  g_free (log_since (&read));
  break_bus (EREMOTEIO, -1, 3);
  picarx_rig_push (rig, BACKWARD);
  expect_message (rig, GST_MESSAGE_WARNING, "does not answer");
  /* One warning, whatever it takes. */
  for (;;) {
    GstMessage *message = picarx_rig_wait_for (rig,
        GST_MESSAGE_WARNING | GST_MESSAGE_ELEMENT);
    gboolean obeys = FALSE;

    fail_unless (message != NULL
        && gst_message_has_name (message, "picarx-device"));
    gst_structure_get_boolean (gst_message_get_structure (message), "obeys",
        &obeys);
    gst_message_unref (message);
    if (obeys)
      break;
  }
  fail_unless_equals_uint64 (count (rig, "outages"), 1);
  g_autofree gchar *log = log_since (&read);
  fail_unless (g_str_has_prefix (log, "; " RESET "; " HOLD "; GPIO 5 1; "
          "release reset; " HOLD "; GPIO 5 1; release reset; I2C 14 2D 00 00"),
      "%s", log);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_while_it_does_not_obey_everybody_hears_so)
{
  PicarxRig *rig = new_moving ();

  break_bus (EREMOTEIO, -1, 0);
  picarx_rig_push (rig, BACKWARD);
  expect_device (rig, FALSE);
  picarx_rig_expect (rig, FORWARD, "\"refused\":\"input\"");
  picarx_rig_expect (rig, STOP_COMMAND, "\"failsafe\":\"device\"");
  /* Nothing that came meanwhile is done later. */
  gsize read = 0;
  g_free (log_since (&read));
  break_bus (0, 0, 0);
  picarx_rig_push (rig, STOP_COMMAND);
  expect_device (rig, TRUE);
  picarx_rig_expect (rig, "{\"pan\":0}", "\"left\":0,\"right\":0");
  g_autofree gchar *log = log_since (&read);
  fail_unless (strstr (log, "I2C 14 2D 0B") == NULL, "%s", log);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_the_guard_does_not_meddle_while_somebody_cares)
{
  g_autofree gchar *file = NULL;
  g_autofree gchar *log = NULL;
  gint fd = g_file_open_tmp ("picarx-XXXXXX", &file, NULL);

  fail_unless (fd >= 0);
  close (fd);
  g_setenv (PICARX_GUARD_VARIABLE, GUARD, TRUE);
  g_setenv ("PICARX_SHIM_LOG", file, TRUE);
  /* A reset takes longer than the guard would wait for a beat. */
  PicarxRig *rig = picarx_rig_new_for (DEVICE, "reset-mcu=false "
      "reset-delay=1500 command-timeout=1000 driver-timeout=0");

  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  break_bus (EREMOTEIO, -1, 1);
  picarx_rig_push (rig, BACKWARD);
  expect_device (rig, FALSE);
  expect_device (rig, TRUE);
  picarx_rig_expect (rig, "{\"pan\":0}", "\"failsafe\":\"device\"");
  picarx_rig_expect (rig, FORWARD, "\"failsafe\":null");
  fail_unless_equals_uint64 (count (rig, "failsafes"), 0);
  fail_unless_equals_uint64 (count (rig, "resets"), 1);
  picarx_rig_free (rig);
  /* It did nothing. */
  fail_unless (g_file_get_contents (file, &log, NULL, NULL));
  fail_unless_equals_string (log, "");
  unlink (file);
}

GST_END_TEST;

/* For each number of failures, from a hiccup to several resets. */
GST_START_TEST (test_a_stop_is_tried_again_until_it_gets_through)
{
  static const gint failures[] = { 1, TRIES - 1, TRIES, TRIES + 1, 3 * TRIES,
    4 * TRIES, 5 * TRIES, 6 * TRIES + 2
  };

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++) {
    shim = (Shim) {
    .address = 0x14};
    PicarxRig *rig = new_moving ();
    gsize read = 0;

    g_free (log_since (&read));
    break_bus (EREMOTEIO, failures[i], 0);
    picarx_rig_push (rig, STOP_COMMAND);
    g_free (picarx_rig_hear_of (rig, "\"left\":0,\"right\":0"));
    g_autofree gchar *log = log_since (&read);
    const gchar *left = g_strrstr (log, "I2C 14 2D 00 00");
    fail_unless (left != NULL && strstr (left, "I2C 14 2C 00 00") != NULL,
        "%d: %s", failures[i], log);
    /* A hiccup is not worth a word. */
    fail_unless_equals_uint64 (count (rig, "outages"),
        failures[i] >= TRIES ? 1 : 0);
    picarx_rig_free (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_each_fault_has_its_name)
{
  static const struct
  {
    gint number;
    const gchar *name;
  } faults[] = {
    {EREMOTEIO, "The Robot HAT on " DEVICE " does not answer"},
    {ENXIO, "The Robot HAT on " DEVICE " does not answer"},
    {EBUSY, "The I2C bus " DEVICE " is stuck"},
    {EAGAIN, "The I2C bus " DEVICE " is stuck"},
    {ETIMEDOUT, "The I2C bus " DEVICE " is stuck"},
    {EIO, "The I2C device " DEVICE " failed."},
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    shim = (Shim) {
    .address = 0x14};
    PicarxRig *rig = new_moving ();

    break_bus (faults[i].number, -1, 1);
    picarx_rig_push (rig, BACKWARD);
    expect_message (rig, GST_MESSAGE_WARNING, faults[i].name);
    expect_device (rig, FALSE);
    expect_device (rig, TRUE);
    picarx_rig_expect (rig, FORWARD, "\"left\":50");
    picarx_rig_free (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_bus_that_is_gone_is_an_error)
{
  PicarxRig *rig = new_moving ();

  break_bus (ENODEV, -1, 0);
  picarx_rig_push (rig, BACKWARD);
  expect_message (rig, GST_MESSAGE_ERROR, "The I2C device " DEVICE " is gone.");
  fail_unless_equals_int (gst_harness_push (rig->harness,
          gst_buffer_new_memdup (FORWARD, strlen (FORWARD))), GST_FLOW_ERROR);
  /* It cannot be told to stop, so it is kept in reset. */
  g_autofree gchar *log = shim_log ();
  fail_unless (g_str_has_suffix (log, HOLD), "%s", log);
  expect_quiet (rig);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_line_that_cannot_be_set_is_an_outage)
{
  PicarxRig *rig = new_moving ();

  shim_lock ();
  shim.set = EIO;
  shim_unlock ();
  picarx_rig_push (rig, BACKWARD);
  expect_message (rig, GST_MESSAGE_WARNING, "A GPIO line of the car");
  expect_device (rig, FALSE);
  picarx_rig_expect (rig, STOP_COMMAND, "\"left\":0,\"right\":0");
  shim_lock ();
  shim.set = 0;
  shim_unlock ();
  expect_device (rig, TRUE);
  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  picarx_rig_free (rig);
}

GST_END_TEST;

/* The writes of a start, one after the other. */
GST_START_TEST (test_a_start_survives_a_failure_at_each_write)
{
  for (guint after = 0; after < 9; after++) {
    shim = (Shim) {
    .address = 0x14,.write = EREMOTEIO,.failures = TRIES,.after = after};
    PicarxRig *rig = new_rig (after % 2 ? "reset-mcu=false" : "");

    picarx_rig_expect (rig, FORWARD, "\"left\":50,\"right\":50");
    fail_unless_equals_uint64 (count (rig, "resets"), 1);
    expect_quiet (rig);
    picarx_rig_free (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_start_that_fails_stops_what_it_found)
{
  gsize read = 0;

  /* Until somebody could hear of it, and two more. */
  shim.write = EREMOTEIO;
  shim.failures = -1;
  shim.after = 3;
  PicarxRig *rig = new_rig ("");
  expect_message (rig, GST_MESSAGE_ERROR, "does not answer");
  g_free (log_since (&read));
  break_bus (0, 0, 0);
  gst_element_set_state (rig->sink, GST_STATE_READY);
  g_autofree gchar *log = log_since (&read);
  expect_text (log, "I2C 14 2D 00 00; I2C 14 2C 00 00");
  expect_quiet (rig);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_sensors_that_cannot_be_read_are_not_known)
{
  static const gint numbers[] = { EREMOTEIO, ENXIO, EBUSY, ETIMEDOUT };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    shim = (Shim) {
    .address = 0x14,.read = numbers[i]};
    PicarxRig *rig = new_rig ("telemetry-interval=20");

    picarx_rig_expect (rig, FORWARD, "\"left\":50,\"right\":50");
    g_free (picarx_rig_hear_of (rig, "\"battery\":null,\"distance\":null,"
            "\"grayscale\":null"));
    picarx_rig_expect (rig, STOP_COMMAND, "\"left\":0,\"right\":0");
    fail_unless_equals_uint64 (count (rig, "outages"), 0);
    expect_quiet (rig);
    picarx_rig_free (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_stop_takes_no_longer_than_the_transfer_in_progress)
{
  PicarxRig *rig = new_moving ();
  gsize read = 0;

  /* It hangs in the first of the five writes. */
  shim_lock ();
  shim.hang = TRUE;
  shim_unlock ();
  g_free (log_since (&read));
  gint64 before = g_get_monotonic_time ();
  picarx_rig_push (rig, "{\"throttle\":-0.5,\"steer\":1}");
  shim_wait_hanging ();
  for (guint i = 0; i < 50; i++)
    picarx_rig_push (rig, BACKWARD);
  picarx_rig_push (rig, STOP_COMMAND);
  picarx_rig_push (rig, "{\"pan\":20}");
  fail_unless (g_get_monotonic_time () - before < PATIENCE,
      "commands waited for the bus");
  shim_release ();
  g_free (picarx_rig_ask (rig, "{\"tilt\":0}"));
  g_autofree gchar *log = log_since (&read);
  fail_unless (g_str_has_prefix (log, "; I2C 14 22 01 77; I2C 14 22 01 33; "
          STOP), "%s", log);
  fail_unless (strstr (log, "0B FF") == NULL, "%s", log);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_the_last_stop_is_tried_until_it_gets_through)
{
  PicarxRig *rig = new_moving ();
  gsize read = 0;

  g_free (log_since (&read));
  break_bus (EREMOTEIO, -1, 2);
  gint64 before = g_get_monotonic_time ();
  gst_element_set_state (rig->sink, GST_STATE_NULL);
  fail_unless (g_get_monotonic_time () - before < PATIENCE);
  /* Its thread goes on until it is done. */
  picarx_rig_free (rig);
  g_autofree gchar *log = log_since (&read);
  expect_text (log, RESET "; I2C 14 2D 00 00; I2C 14 2C 00 00");
  fail_unless (g_str_has_suffix (log, "release lines; close i2c"), "%s", log);
}

GST_END_TEST;

GST_START_TEST (test_an_end_comes_even_if_no_stop_gets_through)
{
  PicarxRig *rig = new_moving ();

  break_bus (EREMOTEIO, -1, 0);
  gst_element_set_state (rig->sink, GST_STATE_READY);
  expect_message (rig, GST_MESSAGE_ERROR,
      "The car on " DEVICE " could not be stopped: switch it off.");
  picarx_rig_free (rig);
  fail_unless_equals_int (shim_n_open (), 0);
}

GST_END_TEST;

/* Its own shim lets writes fail until the second reset. */
GST_START_TEST (test_the_guard_resets_a_controller_that_does_not_obey)
{
  g_autofree gchar *folder = g_dir_make_tmp ("picarx-XXXXXX", NULL);
  g_autofree gchar *fifo = g_build_filename (folder, "log", NULL);
  gchar log[4096] = "";
  gsize size = 0;
  gboolean reset = FALSE;

  g_setenv (PICARX_GUARD_VARIABLE, GUARD, TRUE);
  fail_unless_equals_int (mkfifo (fifo, 0600), 0);
  g_setenv ("PICARX_SHIM_LOG", fifo, TRUE);
  gint input = open (fifo, O_RDWR | O_CLOEXEC);
  gint device = open ("/dev/null", O_RDWR | O_CLOEXEC);
  PicarxWires wires = { device, device, 0x14, FALSE };
  PicarxGuard *guard = picarx_guard_start (&wires, 50, NULL);
  fail_unless (guard != NULL);
  fail_unless (picarx_guard_wait (guard, NULL));
  /* And then it hears no more of us. */
  fail_unless (picarx_guard_tell (guard, TRUE, NULL));
  while (strstr (log, "I2C 14 2D 00 00\nI2C 14 2C 00 00\n"
          "I2C 14 2D 00 00\nI2C 14 2C 00 00\n") == NULL) {
    gssize n = read (input, log + size, sizeof log - 1 - size);

    fail_unless (n > 0);
    size += n;
  }
  fail_unless_equals_string (log, "GPIO 5 0\nGPIO 5 1\nrelease reset\n"
      "GPIO 5 0\nGPIO 5 1\nrelease reset\nI2C 14 2D 00 00\nI2C 14 2C 00 00\n"
      "I2C 14 2D 00 00\nI2C 14 2C 00 00\n");
  /* What it says comes before its end. */
  while (!picarx_guard_stopped (guard, &reset))
    fail_unless (picarx_guard_tell (guard, FALSE, NULL));
  fail_unless (reset);
  picarx_guard_end (guard, TRUE);
  close (device);
  close (input);
  unlink (fifo);
  rmdir (folder);
}

GST_END_TEST;

static Suite *
picarxsink_trouble_suite (void)
{
  Suite *suite = suite_create ("picarxsink-trouble");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_a_reset_brings_a_controller_back);
  tcase_add_test (tc,
      test_a_stubborn_controller_is_reset_again_and_held_between);
  tcase_add_test (tc, test_while_it_does_not_obey_everybody_hears_so);
  tcase_add_test (tc, test_the_guard_does_not_meddle_while_somebody_cares);
  tcase_add_test (tc, test_a_stop_is_tried_again_until_it_gets_through);
  tcase_add_test (tc, test_each_fault_has_its_name);
  tcase_add_test (tc, test_a_bus_that_is_gone_is_an_error);
  tcase_add_test (tc, test_a_line_that_cannot_be_set_is_an_outage);
  tcase_add_test (tc, test_a_start_survives_a_failure_at_each_write);
  tcase_add_test (tc, test_a_start_that_fails_stops_what_it_found);
  tcase_add_test (tc, test_sensors_that_cannot_be_read_are_not_known);
  tcase_add_test (tc,
      test_a_stop_takes_no_longer_than_the_transfer_in_progress);
  tcase_add_test (tc, test_the_last_stop_is_tried_until_it_gets_through);
  tcase_add_test (tc, test_an_end_comes_even_if_no_stop_gets_through);
  tcase_add_test (tc, test_the_guard_resets_a_controller_that_does_not_obey);
  return suite;
}

GST_CHECK_MAIN (picarxsink_trouble);
