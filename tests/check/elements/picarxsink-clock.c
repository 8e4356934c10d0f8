/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What the time of day does to the car, which is nothing. */
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "picarxrig.h"

/* Found before the C library's by everything in the process. */
#define SEEN_BY_ALL __attribute__ ((visibility ("default")))

#define DAY 86400
#define FORWARD "{\"throttle\":0.5,\"from\":\"a\"}"
#define LAST_STOP "I2C 14 2C 00 00"
/* Of the dead-man and of the driver; microseconds. */
#define TIMEOUT 300000
#define TOLERANCE 100000
#define SETTINGS "command-timeout=300 driver-timeout=60000"

/* Seconds that were added to the time of day. */
static gint step;

SEEN_BY_ALL int
clock_gettime (clockid_t id, struct timespec *time)
{
  gint ret = (gint) syscall (SYS_clock_gettime, id, time);

  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)
    time->tv_sec += g_atomic_int_get (&step);
  return ret;
}

SEEN_BY_ALL int
gettimeofday (struct timeval *time, void *zone)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

static void
set_step (gint seconds)
{
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  gint old = g_atomic_int_get (&step);

  g_atomic_int_set (&step, seconds);
  gint64 moved = g_get_real_time () / G_USEC_PER_SEC - before;
  fail_unless (ABS (moved - (seconds - old)) < DAY / 2, "not moved");
}

/* How late the dead-man is when the time of day goes so many seconds on while
 * the car moves; microseconds. */
static gint64
measure_stop (gint seconds)
{
  PicarxRig *rig = picarx_rig_new (SETTINGS);

  set_step (0);
  gint64 before = g_get_monotonic_time ();
  g_free (picarx_rig_ask (rig, FORWARD));
  gint64 after = g_get_monotonic_time ();
  set_step (seconds);
  g_free (picarx_rig_hear_of (rig, "\"failsafe\":\"timeout\""));
  gint64 stopped = picarx_rig_when (rig, LAST_STOP);
  fail_unless (stopped >= before + TIMEOUT, "stopped too early");
  picarx_rig_free (rig);
  return stopped - after - TIMEOUT;
}

GST_START_TEST (test_the_dead_man_does_not_care_for_the_time_of_day)
{
  static const gint steps[] = { DAY, -DAY, 1, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    gint64 late = G_MAXINT64;

    for (guint tries = 0; tries < 3 && late > TOLERANCE; tries++)
      late = measure_stop (steps[i]);
    fail_unless (late <= TOLERANCE, "%d s: %" G_GINT64_FORMAT " us late",
        steps[i], late);
  }
}

GST_END_TEST;

GST_START_TEST (test_the_driver_keeps_the_wheel_whatever_the_time_of_day)
{
  PicarxRig *rig =
      picarx_rig_new ("command-timeout=60000 driver-timeout=60000");

  g_free (picarx_rig_ask (rig, FORWARD));
  set_step (DAY);
  picarx_rig_expect (rig, "{\"throttle\":1,\"from\":\"b\"}",
      "\"refused\":\"driver\"");
  set_step (-DAY);
  picarx_rig_expect (rig, "{\"throttle\":1,\"from\":\"b\"}",
      "\"refused\":\"driver\"");
  picarx_rig_expect (rig, "{\"throttle\":-0.5,\"from\":\"a\"}",
      "\"left\":-50,\"right\":-50");
  picarx_rig_free (rig);
}

GST_END_TEST;

static Suite *
picarxsink_clock_suite (void)
{
  Suite *suite = suite_create ("picarxsink-clock");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_the_dead_man_does_not_care_for_the_time_of_day);
  tcase_add_test (tc, test_the_driver_keeps_the_wheel_whatever_the_time_of_day);
  return suite;
}

GST_CHECK_MAIN (picarxsink_clock);
