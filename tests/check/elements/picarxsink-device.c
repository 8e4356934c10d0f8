/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <errno.h>
#include <glib/gstdio.h>
#include <linux/i2c.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edgeerror.h"
#include "picarxboard.h"
#include "picarxrig.h"
#include "picarxshim.h"

#define DEVICE "/dev/i2c-9"
#define STOP "I2C 14 2D 00 00; I2C 14 2C 00 00; I2C 14 2D 00 00; I2C 14 2C 00 00"
#define FORWARD "{\"throttle\":0.5}"

/* 200 ms are promised for a state change. */
#define PATIENCE (5 * 200 * 1000)

static PicarxRig *
new_rig (const gchar * properties)
{
  g_autofree gchar *all =
      g_strconcat ("reset-delay=0 command-timeout=0 ", properties, NULL);

  return picarx_rig_new_for (DEVICE, all);
}

static void
expect_text (const gchar * text, const gchar * part)
{
  fail_unless (strstr (text, part) != NULL, "%s lacks %s", text, part);
}

GST_START_TEST (test_writes_the_bytes_to_the_bus_and_the_lines)
{
  PicarxRig *rig = new_rig ("");

  picarx_rig_expect (rig, FORWARD, "\"left\":50,\"right\":50");
  picarx_rig_free (rig);
  g_autofree gchar *log = shim_log ();
  g_auto (GStrv) parts = g_strsplit (log, "I2C 14 13 00 00; ", -1);
  g_autofree gchar *all = g_strjoinv ("", parts);
  fail_unless_equals_string (all, "open i2c; GPIO 5 0; GPIO 5 1; "
      "release reset; GPIO 23 0; GPIO 24 0; GPIO 27 0; GPIO 22 in; "
      "I2C 14 2D 00 00; I2C 14 2C 00 00; GPIO 23 0; GPIO 24 0; "
      "I2C 14 44 0F FF; I2C 14 40 01 5F; "
      "I2C 14 22 01 33; I2C 14 20 01 33; I2C 14 21 01 33; "
      "I2C 14 47 0F FF; I2C 14 43 00 09; "
      "I2C 14 22 01 33; GPIO 23 0; I2C 14 2D 0B FF; GPIO 24 1; "
      "I2C 14 2C 0B FF; " STOP "; " STOP "; GPIO 24 0; release lines; "
      "close i2c");
  fail_unless_equals_int (shim_n_open (), 0);
}

GST_END_TEST;

GST_START_TEST (test_finds_the_address_that_answers)
{
  shim.address = 0x16;
  PicarxRig *rig = new_rig ("reset-mcu=false");

  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  picarx_rig_free (rig);
  g_autofree gchar *log = shim_log ();
  expect_text (log, "open i2c; GPIO 23 0; GPIO 24 0; GPIO 27 0; GPIO 22 in; "
      "I2C 16 2D 00 00; ");
}

GST_END_TEST;

static void
expect_error_for (const gchar * device, const gchar * properties, gint code,
    const gchar * part)
{
  GError *error = NULL;
  gchar *debug = NULL;
  PicarxRig *rig = picarx_rig_new_for (device, properties);
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_ERROR);
  fail_unless (message != NULL, "no error for %s", part);
  gst_message_parse_error (message, &error, &debug);
  fail_unless (g_error_matches (error, GST_RESOURCE_ERROR, code), "%s: %d",
      error->message, error->code);
  expect_text (error->message, part);
  fail_unless (g_str_has_suffix (error->message, ".")
      || g_str_has_suffix (error->message, "?"));
  g_error_free (error);
  g_free (debug);
  gst_message_unref (message);
  picarx_rig_free (rig);
  fail_unless_equals_int (shim_n_open (), 0);
}

static void
expect_error (const Shim * with, gint code, const gchar * part)
{
  shim = *with;
  expect_error_for (DEVICE, "reset-delay=0", code, part);
}

GST_START_TEST (test_says_what_is_wrong_with_the_device)
{
  expect_error (&(Shim) {
      .open_i2c = ENOENT}, GST_RESOURCE_ERROR_NOT_FOUND,
      "There is no I2C device " DEVICE ": switch I2C on (sudo raspi-config");
  expect_error (&(Shim) {
      .open_i2c = EACCES}, GST_RESOURCE_ERROR_OPEN_WRITE, "group i2c");
  expect_error (&(Shim) {
      .taken = EWOULDBLOCK}, GST_RESOURCE_ERROR_BUSY,
      "The car on " DEVICE " is already driven by another program: stop that");
  expect_error (&(Shim) {
      .taken = ENOLCK,.address = 0}, GST_RESOURCE_ERROR_OPEN_READ_WRITE,
      "is it switched on and its battery charged?");
  expect_error (&(Shim) {
      .not_i2c = TRUE}, GST_RESOURCE_ERROR_SETTINGS,
      DEVICE " is no I2C device: set i2c-device to one, as in /dev/i2c-1");
  expect_error (&(Shim) {
      .functions = I2C_FUNC_I2C},
      GST_RESOURCE_ERROR_SETTINGS, "cannot write words");
  expect_error (&(Shim) {
      .slave = EBUSY,.address = 0x14},
      GST_RESOURCE_ERROR_BUSY, "A driver of the kernel");
  expect_error (&(Shim) {
      .address = 0}, GST_RESOURCE_ERROR_OPEN_READ_WRITE,
      "is it switched on and its battery charged?");
  expect_error (&(Shim) {
      .address = 0x17}, GST_RESOURCE_ERROR_SETTINGS, "(0x17) is another one");
}

GST_END_TEST;

GST_START_TEST (test_says_what_a_file_is_not)
{
  static const gchar advice[] = " is no I2C device: set i2c-device to one";

  expect_error_for ("/tmp", "", GST_RESOURCE_ERROR_SETTINGS, advice);
  expect_error_for ("/dev/null", "", GST_RESOURCE_ERROR_SETTINGS, advice);
  expect_error_for ("/dev/null/i2c-1", "", GST_RESOURCE_ERROR_NOT_FOUND,
      "There is no I2C device /dev/null/i2c-1: ");
}

GST_END_TEST;

GST_START_TEST (test_says_what_is_wrong_with_the_trace_file)
{
  expect_error_for ("trace:", "", GST_RESOURCE_ERROR_SETTINGS,
      "trace: needs a file name, as in i2c-device=trace:/tmp/car.txt.");
  expect_error_for ("trace:/nowhere/car.txt", "",
      GST_RESOURCE_ERROR_OPEN_WRITE, "trace file /nowhere/car.txt.");
}

GST_END_TEST;

GST_START_TEST (test_a_simulated_car_has_the_addresses_of_a_real_one)
{
  static const gchar *const devices[] = { DEVICE, "simulated",
    "trace:/nowhere/car.txt"
  };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    shim = (Shim) {
    .address = 0x14};
    expect_error_for (devices[i], "reset-mcu=false i2c-address=23",
        GST_RESOURCE_ERROR_SETTINGS, "(0x17) is another one");
    expect_error_for (devices[i], "reset-mcu=false i2c-address=99",
        GST_RESOURCE_ERROR_OPEN_READ_WRITE, "does not answer");
  }
}

GST_END_TEST;

GST_START_TEST (test_a_simulated_car_is_at_the_address_that_was_asked_for)
{
  static const gchar *const addresses[] = { "0", "20", "21", "22" };
  static const gchar *const expected[] = { " 14 ", " 14 ", " 15 ", " 16 " };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autofree gchar *property =
        g_strconcat ("command-timeout=0 i2c-address=", addresses[i], NULL);
    g_autofree gchar *text = NULL;
    PicarxRig *rig = picarx_rig_new (property);

    picarx_rig_expect (rig, FORWARD, "\"left\":50");
    fail_unless (g_file_get_contents (rig->trace, &text, NULL, NULL));
    gchar *transfer = strstr (text, "I2C");
    fail_unless (transfer != NULL);
    fail_unless (g_str_has_prefix (transfer + strlen ("I2C"), expected[i]),
        "%s: %s", addresses[i], text);
    picarx_rig_free (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_says_what_is_wrong_with_the_lines)
{
  expect_error (&(Shim) {
      .open_chip = ENOENT,.address = 0x14}
      , GST_RESOURCE_ERROR_NOT_FOUND, "gpio-chip");
  expect_error (&(Shim) {
      .open_chip = EACCES,.address = 0x14}
      , GST_RESOURCE_ERROR_OPEN_WRITE, "group gpio");
  expect_error (&(Shim) {
      .request = EBUSY,.consumer = "gpiozero",.address = 0x14}
      , GST_RESOURCE_ERROR_BUSY, "GPIO 5 is in use by gpiozero");
}

GST_END_TEST;

GST_START_TEST (test_refuses_a_hat_of_version_5)
{
  g_autofree gchar *folder = g_dir_make_tmp ("picarx-XXXXXX", NULL);
  g_autofree gchar *hat = g_build_filename (folder, "hat@0", NULL);
  g_autofree gchar *uuid = g_build_filename (hat, "uuid", NULL);
  g_autoptr (GError) error = NULL;

  fail_unless_equals_int (g_mkdir (hat, 0700), 0);
  /* The device tree ends its texts with a NUL. */
  fail_unless (g_file_set_contents (uuid,
          "9daeea78-0000-076e-0032-582369ac3e02", 37, NULL));
  fail_unless (picarx_board_linux_open (DEVICE, 0, NULL, folder, &error)
      == NULL);
  fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_SETTINGS));
  expect_text (error->message, "Robot HAT v5");
  fail_unless_equals_int (shim_n_open (), 0);

  fail_unless (g_file_set_contents (uuid, "other", 6, NULL));
  PicarxBoard *board = picarx_board_linux_open (DEVICE, 0, NULL, folder, NULL);
  fail_unless (board != NULL);
  picarx_board_free (board);
  g_unlink (uuid);
  g_rmdir (hat);
  g_rmdir (folder);
}

GST_END_TEST;

GST_START_TEST (test_tries_again_when_a_transfer_fails)
{
  PicarxRig *rig = new_rig ("");
  GstStructure *stats;
  guint64 errors = 0;

  g_free (picarx_rig_ask (rig, "{\"pan\":0}"));
  shim_lock ();
  shim.write = EREMOTEIO;
  shim.failures = 3;
  shim_unlock ();
  picarx_rig_expect (rig, FORWARD, "\"left\":50,\"right\":50");
  fail_unless (gst_bus_pop_filtered (rig->bus, GST_MESSAGE_ERROR) == NULL);
  g_object_get (rig->sink, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "i2c-errors", &errors);
  fail_unless_equals_uint64 (errors, 3);
  gst_structure_free (stats);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_slow_bus_does_not_hold_up_a_state_change)
{
  PicarxRig *rig = new_rig ("");

  g_free (picarx_rig_ask (rig, FORWARD));
  shim_lock ();
  shim.delay = 50;
  shim_unlock ();
  gint64 before = g_get_monotonic_time ();
  gst_element_set_state (rig->sink, GST_STATE_PAUSED);
  fail_unless (g_get_monotonic_time () - before < PATIENCE);
  picarx_rig_free (rig);
}

GST_END_TEST;

static void
hang (PicarxRig * rig)
{
  g_free (picarx_rig_ask (rig, "{\"pan\":0}"));
  shim_lock ();
  shim.hang = TRUE;
  shim_unlock ();
  picarx_rig_push (rig, FORWARD);
  shim_wait_hanging ();
}

static void
wait_released (PicarxRig * rig)
{
  for (;;) {
    GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_ELEMENT);

    fail_unless (message != NULL, "not released");
    gboolean found = gst_message_has_name (message, "picarx-released");
    gst_message_unref (message);
    if (found)
      return;
  }
}

GST_START_TEST (test_a_hung_bus_is_stopped_and_released_later)
{
  PicarxRig *rig = new_rig ("");

  hang (rig);
  gint64 before = g_get_monotonic_time ();
  gst_element_set_state (rig->sink, GST_STATE_READY);
  fail_unless (g_get_monotonic_time () - before < PATIENCE);
  shim_release ();
  wait_released (rig);
  g_autofree gchar *log = shim_log ();
  expect_text (log, STOP "; release lines; close i2c");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_new_start_waits_for_the_old_end_on_its_own)
{
  PicarxRig *rig = new_rig ("");

  hang (rig);
  gst_element_set_state (rig->sink, GST_STATE_READY);
  gint64 before = g_get_monotonic_time ();
  gst_element_set_state (rig->sink, GST_STATE_PLAYING);
  fail_unless (g_get_monotonic_time () - before < PATIENCE);
  fail_unless (gst_bus_pop_filtered (rig->bus, GST_MESSAGE_ERROR) == NULL);
  shim_release ();
  wait_released (rig);
  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  g_autofree gchar *log = shim_log ();
  expect_text (log, "release lines; close i2c; open i2c; GPIO 5 0");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_two_on_one_bus)
{
  PicarxRig *one = new_rig ("");
  GError *error = NULL;

  g_free (picarx_rig_ask (one, FORWARD));
  PicarxRig *two = new_rig ("");
  GstMessage *message = picarx_rig_wait_for (two, GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_BUSY));
  expect_text (error->message, "Another element, car, already drives");
  g_error_free (error);
  gst_message_unref (message);
  picarx_rig_free (two);
  picarx_rig_expect (one, "{\"throttle\":-0.5}", "\"left\":-50");
  picarx_rig_free (one);
}

GST_END_TEST;

/* The other program: drives until its standard input ends. */
static void
drive_elsewhere (const gchar * device, GPid * pid, gint * input, gint * output)
{
  g_autofree gchar *pipeline =
      g_strdup_printf ("fdsrc fd=0 ! application/json ! picarxsink name=car "
      "i2c-device=%s car.telemetry ! fdsink fd=1 sync=false", device);
  const gchar *argv[] = { PROCESS, pipeline, NULL };
  gchar byte;

  fail_unless (g_spawn_async_with_pipes (NULL, (gchar **) argv, NULL,
          G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, pid, input, output, NULL,
          NULL));
  /* What it tells shows that it has the car. */
  fail_unless_equals_int (read (*output, &byte, 1), 1);
}

GST_START_TEST (test_two_programs_on_one_car)
{
  g_autofree gchar *folder = g_dir_make_tmp ("picarx-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (folder, "car", NULL);
  g_autofree gchar *device = g_strdup_printf ("trace:%s", path);
  g_autofree gchar *before = NULL;
  g_autofree gchar *after = NULL;
  gint input, output, status;
  GPid pid;

  drive_elsewhere (device, &pid, &input, &output);
  g_autofree gchar *name =
      g_strdup_printf (" is already driven by picarxprocess (process %d): "
      "stop that first.", pid);
  fail_unless (g_file_get_contents (path, &before, NULL, NULL));
  expect_error_for (device, "", GST_RESOURCE_ERROR_BUSY, name);
  /* Refused before anything was written or emptied. */
  fail_unless (g_file_get_contents (path, &after, NULL, NULL));
  fail_unless_equals_string (before, after);
  close (input);
  fail_unless_equals_int (waitpid (pid, &status, 0), pid);
  close (output);

  PicarxRig *rig = picarx_rig_new_for (device, "");
  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  picarx_rig_free (rig);
  g_unlink (path);
  g_rmdir (folder);
}

GST_END_TEST;

GST_START_TEST (test_two_names_of_one_car)
{
  PicarxRig *one = picarx_rig_new ("");
  g_autofree gchar *other = g_strdup_printf ("trace:%s/../%s", one->folder,
      strstr (one->folder, "picarx-"));
  g_autofree gchar *device = g_strconcat (other, "/trace", NULL);

  g_free (picarx_rig_ask (one, FORWARD));
  expect_error_for (device, "", GST_RESOURCE_ERROR_BUSY,
      "driven by another element of this program");
  picarx_rig_expect (one, "{\"throttle\":-0.5}", "\"left\":-50");
  picarx_rig_free (one);
}

GST_END_TEST;

GST_START_TEST (test_measures_the_distance)
{
  /* 1 m there and 1 m back */
  shim.echo = 5882353;
  PicarxRig *rig = new_rig ("telemetry-interval=20");

  g_free (picarx_rig_hear_of (rig, "\"distance\":100.0"));
  shim_lock ();
  shim.echo = 0;
  shim_unlock ();
  g_free (picarx_rig_hear_of (rig, "\"distance\":null"));
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_sees_the_ground)
{
  shim.grayscale[0] = 1034;
  shim.grayscale[2] = 4095;
  PicarxRig *rig = new_rig ("telemetry-interval=20");

  g_free (picarx_rig_hear_of (rig, "\"grayscale\":[1034,0,4095]"));
  g_autofree gchar *log = shim_log ();
  expect_text (log, "I2C 14 17 00 00; I2C 14 16 00 00; I2C 14 15 00 00");
  picarx_rig_free (rig);
}

GST_END_TEST;

static void
expect_battery (PicarxRig * rig, gdouble expected, gboolean expected_low)
{
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_ELEMENT);
  gdouble volts;
  gboolean low;

  fail_unless (message != NULL);
  fail_unless (gst_message_has_name (message, "picarx-battery"));
  fail_unless (gst_structure_get (gst_message_get_structure (message),
          "voltage", G_TYPE_DOUBLE, &volts, "low", G_TYPE_BOOLEAN, &low, NULL));
  fail_unless (ABS (volts - expected) < 0.01, "%f", volts);
  fail_unless_equals_int (low, expected_low);
  gst_message_unref (message);
}

static void
set_battery (guint value)
{
  shim_lock ();
  shim.battery = value;
  shim_unlock ();
}

GST_START_TEST (test_warns_of_a_low_battery_once_per_fall)
{
  GError *error = NULL;

  /* 5.9 V */
  shim.battery = 2440;
  PicarxRig *rig = new_rig ("telemetry-interval=20");

  expect_battery (rig, 5.9, TRUE);
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_WARNING);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless_equals_string (error->message,
      "The battery has 5.9 V; the motors will not move below 6.6 V: "
      "charge it.");
  g_error_free (error);
  gst_message_unref (message);
  /* 7.4 V */
  set_battery (0);
  expect_battery (rig, 7.4, FALSE);
  fail_unless (gst_bus_pop_filtered (rig->bus, GST_MESSAGE_WARNING) == NULL);
  picarx_rig_expect (rig, FORWARD, "\"battery\":7.4");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_need_not_warn_of_a_low_battery)
{
  shim.battery = 2440;
  PicarxRig *rig = new_rig ("low-battery=0");

  picarx_rig_expect (rig, FORWARD, "\"battery\":5.9");
  fail_unless (gst_bus_pop_filtered (rig->bus,
          GST_MESSAGE_WARNING | GST_MESSAGE_ELEMENT) == NULL);
  picarx_rig_free (rig);
}

GST_END_TEST;

static Suite *
picarxsink_device_suite (void)
{
  Suite *suite = suite_create ("picarxsink-device");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_writes_the_bytes_to_the_bus_and_the_lines);
  tcase_add_test (tc, test_finds_the_address_that_answers);
  tcase_add_test (tc, test_says_what_is_wrong_with_the_device);
  tcase_add_test (tc, test_says_what_a_file_is_not);
  tcase_add_test (tc, test_says_what_is_wrong_with_the_trace_file);
  tcase_add_test (tc, test_a_simulated_car_has_the_addresses_of_a_real_one);
  tcase_add_test (tc,
      test_a_simulated_car_is_at_the_address_that_was_asked_for);
  tcase_add_test (tc, test_says_what_is_wrong_with_the_lines);
  tcase_add_test (tc, test_refuses_a_hat_of_version_5);
  tcase_add_test (tc, test_tries_again_when_a_transfer_fails);
  tcase_add_test (tc, test_a_slow_bus_does_not_hold_up_a_state_change);
  tcase_add_test (tc, test_a_hung_bus_is_stopped_and_released_later);
  tcase_add_test (tc, test_a_new_start_waits_for_the_old_end_on_its_own);
  tcase_add_test (tc, test_two_on_one_bus);
  tcase_add_test (tc, test_two_programs_on_one_car);
  tcase_add_test (tc, test_two_names_of_one_car);
  tcase_add_test (tc, test_measures_the_distance);
  tcase_add_test (tc, test_sees_the_ground);
  tcase_add_test (tc, test_warns_of_a_low_battery_once_per_fall);
  tcase_add_test (tc, test_need_not_warn_of_a_low_battery);
  return suite;
}

GST_CHECK_MAIN (picarxsink_device);
