/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "picarxmath.h"

static PicarxCalibration zero = {.left = 1,.right = 1 };

/* As a calibrated car's file would give it. */
static PicarxCalibration trimmed = { 5.2, -3.6, 2.0, 1, -1 };

/* -90 to 90 degrees in steps of 5 */
static const guint16 servo_values[] = {
  0x66, 0x71, 0x7d, 0x88, 0x93, 0x9f, 0xaa, 0xb6, 0xc1, 0xcc, 0xd8, 0xe3, 0xee,
  0xfa, 0x105, 0x111, 0x11c, 0x127, 0x133, 0x13e, 0x149, 0x155, 0x160, 0x16c,
  0x177, 0x182, 0x18e, 0x199, 0x1a4, 0x1b0, 0x1bb, 0x1c7, 0x1d2, 0x1dd, 0x1e9,
  0x1f4, 0x1ff,
};

/* speeds 1, 2, 4, ... 100 */
static const guint16 motor_values[] = {
  0x7ff, 0x828, 0x851, 0x87a, 0x8a3, 0x8cc, 0x8f5, 0x91e, 0x947, 0x970, 0x999,
  0x9c1, 0x9ea, 0xa13, 0xa3c, 0xa65, 0xa8e, 0xab7, 0xae0, 0xb09, 0xb32, 0xb5b,
  0xb84, 0xbad, 0xbd6, 0xbff, 0xc28, 0xc51, 0xc7a, 0xca3, 0xccc, 0xcf4, 0xd1d,
  0xd46, 0xd6f, 0xd98, 0xdc1, 0xdea, 0xe13, 0xe3c, 0xe65, 0xe8e, 0xeb7, 0xee0,
  0xf09, 0xf32, 0xf5b, 0xf84, 0xfad, 0xfd6, 0xfff,
};

static gchar *
write_out (const PicarxWrites * writes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < writes->n; i++) {
    const PicarxWrite *write = &writes->item[i];

    if (i > 0)
      g_string_append (text, "; ");
    if (write->kind == PICARX_WRITE_REGISTER)
      g_string_append_printf (text, "%02X %04X", write->target, write->value);
    else if (write->kind == PICARX_WRITE_LINE)
      g_string_append_printf (text, "G%u=%u", write->target, write->value);
    else
      g_string_append_printf (text, "%u ms", write->value);
  }
  return g_string_free (text, FALSE);
}

GST_START_TEST (test_servo_values)
{
  for (guint i = 0; i < G_N_ELEMENTS (servo_values); i++)
    fail_unless_equals_int (picarx_servo_value (i * 5.0 - 90), servo_values[i]);
  fail_unless_equals_int (picarx_servo_value (-1000), 0x66);
  fail_unless_equals_int (picarx_servo_value (1000), 0x1ff);
}

GST_END_TEST;

GST_START_TEST (test_motor_values)
{
  fail_unless_equals_int (picarx_motor_value (0), 0);
  fail_unless_equals_int (picarx_motor_value (1), motor_values[0]);
  for (guint i = 1; i < G_N_ELEMENTS (motor_values); i++)
    fail_unless_equals_int (picarx_motor_value (2 * i), motor_values[i]);
}

GST_END_TEST;

typedef struct
{
  gdouble angle;
  guint16 value;
} Angle;

GST_START_TEST (test_steering_angles)
{
  static const Angle table[] = {
    {-30, 0xee}, {-15, 0x111}, {-1, 0x130}, {0, 0x133}, {1, 0x135},
    {15, 0x155}, {30, 0x177}, {45, 0x177},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    PicarxWrites writes = { 0 };

    picarx_add_steer (&writes, &zero, table[i].angle);
    fail_unless_equals_int (writes.n, 1);
    fail_unless_equals_int (writes.item[0].target, 0x22);
    fail_unless_equals_int (writes.item[0].value, table[i].value);
  }
}

GST_END_TEST;

GST_START_TEST (test_calibrated_angles)
{
  static const Angle steer[] = { {-30, 0xfa}, {0, 0x13e}, {30, 0x183} };
  static const Angle pan[] = {
    {-90, 0x1f7}, {-45, 0x191}, {0, 0x12a}, {45, 0xc4}, {90, 0x66},
  };
  static const Angle tilt[] = {
    {-35, 0x187}, {0, 0x137}, {20, 0x10a}, {65, 0xa3},
  };

  for (guint i = 0; i < G_N_ELEMENTS (steer); i++) {
    PicarxWrites writes = { 0 };
    picarx_add_steer (&writes, &trimmed, steer[i].angle);
    fail_unless_equals_int (writes.item[0].value, steer[i].value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (pan); i++) {
    PicarxWrites writes = { 0 };
    picarx_add_pan (&writes, &trimmed, pan[i].angle);
    fail_unless_equals_int (writes.item[0].value, pan[i].value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (tilt); i++) {
    PicarxWrites writes = { 0 };
    picarx_add_tilt (&writes, &trimmed, tilt[i].angle);
    fail_unless_equals_int (writes.item[0].value, tilt[i].value);
  }
}

GST_END_TEST;

GST_START_TEST (test_calibrated_motors)
{
  static const struct
  {
    gint direction;
    gdouble speed;
    const gchar *text;
  } table[] = {
    {1, 50, "G23=0; 2D 0BFF; G24=0; 2C 0BFF"},
    {1, 0, "G23=0; 2D 0000; G24=1; 2C 0000"},
    {-1, 50, "G23=1; 2D 0BFF; G24=1; 2C 0BFF"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    PicarxWrites writes = { 0 };

    picarx_add_drive (&writes, &trimmed, table[i].direction, table[i].speed, 0);
    g_autofree gchar *text = write_out (&writes);
    fail_unless_equals_string (text, table[i].text);
  }
}

GST_END_TEST;

GST_START_TEST (test_stop_writes_twice)
{
  PicarxWrites writes = { 0 };

  picarx_add_stop (&writes);
  g_autofree gchar *text = write_out (&writes);
  fail_unless_equals_string (text,
      "2D 0000; 2C 0000; 2 ms; 2D 0000; 2C 0000; 2 ms");
}

GST_END_TEST;

GST_START_TEST (test_motors_are_told_to_stand_before_their_timer_runs)
{
  PicarxWrites writes = { 0 };

  picarx_add_start (&writes, &trimmed);
  g_autofree gchar *text = write_out (&writes);
  fail_unless_equals_string (text, "2D 0000; 2C 0000; G23=0; G24=0; 44 0FFF; "
      "40 015F; 22 013E; 20 012A; 21 0137; 47 0FFF; 43 0009");
}

GST_END_TEST;

/* Everything that can be told is read back from what was written. */
static void
check_read_back (const PicarxCalibration * trim)
{
  for (gint direction = -1; direction <= 1; direction += 2) {
    for (gint speed = 0; speed <= 100; speed++) {
      PicarxWrites writes = { 0 };
      PicarxShadow shadow = { 0 };
      gint told = speed > 1 ? speed / 2 * 2 : speed;

      picarx_add_drive (&writes, trim, direction, speed, 0);
      for (guint i = 0; i < writes.n; i++)
        picarx_shadow_apply (&shadow, &writes.item[i]);
      fail_unless_equals_int (picarx_shadow_left (&shadow, trim),
          direction * told);
      fail_unless_equals_int (picarx_shadow_right (&shadow, trim),
          direction * told);
      fail_unless_equals_int (picarx_shadow_moves (&shadow), speed > 0);
      fail_unless (picarx_shadow_has (&shadow, &writes));
    }
  }
  for (gint angle = -30; angle <= 30; angle++) {
    PicarxWrites writes = { 0 };
    PicarxShadow shadow = { 0 };

    picarx_add_steer (&writes, trim, angle);
    picarx_add_pan (&writes, trim, angle * 2);
    picarx_add_tilt (&writes, trim, angle);
    fail_if (picarx_shadow_has (&shadow, &writes));
    for (guint i = 0; i < writes.n; i++)
      picarx_shadow_apply (&shadow, &writes.item[i]);
    fail_unless_equals_int (picarx_shadow_steer (&shadow, trim), angle);
    fail_unless_equals_int (picarx_shadow_pan (&shadow, trim), angle * 2);
    fail_unless_equals_int (picarx_shadow_tilt (&shadow, trim), angle);
  }
}

GST_START_TEST (test_what_was_written_can_be_read_back)
{
  check_read_back (&zero);
  check_read_back (&trimmed);
}

GST_END_TEST;

static Suite *
picarxmath_suite (void)
{
  Suite *suite = suite_create ("picarxmath");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_servo_values);
  tcase_add_test (tc, test_motor_values);
  tcase_add_test (tc, test_steering_angles);
  tcase_add_test (tc, test_calibrated_angles);
  tcase_add_test (tc, test_calibrated_motors);
  tcase_add_test (tc, test_stop_writes_twice);
  tcase_add_test (tc, test_motors_are_told_to_stand_before_their_timer_runs);
  tcase_add_test (tc, test_what_was_written_can_be_read_back);
  return suite;
}

GST_CHECK_MAIN (picarxmath);
