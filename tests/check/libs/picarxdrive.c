/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "picarxdrive.h"

#define SECOND G_USEC_PER_SEC

typedef struct
{
  gint64 time;                  /* milliseconds */
  const gchar *from;
  gint64 seq;                   /* 0 = none */
  PicarxAction action;
  gdouble speed;
  PicarxRefused refused;
  gboolean stop;                /* ordered by this command */
  const gchar *driver;          /* afterwards */
  gboolean estop;               /* afterwards */
} Step;

#define MOVE PICARX_ACTION_MOVE
#define SERVO PICARX_ACTION_SERVO
#define STOP PICARX_ACTION_STOP
#define ESTOP PICARX_ACTION_ESTOP
#define CLEAR PICARX_ACTION_CLEAR
#define TAKE PICARX_ACTION_TAKE
#define RELEASE PICARX_ACTION_RELEASE
#define GOOD PICARX_REFUSED_NOT
#define BY_DRIVER PICARX_REFUSED_DRIVER
#define BY_SEQ PICARX_REFUSED_SEQ
#define BY_ESTOP PICARX_REFUSED_ESTOP

static void
play (const Step * steps, guint n, gboolean take_over)
{
  g_autoptr (PicarxDrive) drive = picarx_drive_new (1000, take_over);

  for (guint i = 0; i < n; i++) {
    const Step *step = &steps[i];
    gint64 now = SECOND + step->time * 1000;
    PicarxCommand command = {.action = step->action,.direction = 1,
      .speed = step->speed,.has_pan = step->action == SERVO
    };

    command.ticket.from = (gchar *) step->from;
    command.ticket.has_seq = step->seq != 0;
    command.ticket.seq = step->seq;
    PicarxVerdict verdict = picarx_drive_judge (drive, &command, now);
    fail_unless_equals_int (verdict.refused, step->refused);
    fail_unless (verdict.stop == step->stop, "step %u", i);
    fail_unless (verdict.move == (step->action == MOVE
            && step->refused == GOOD), "step %u", i);
    fail_unless (verdict.look == (step->action == SERVO
            && step->refused == GOOD), "step %u", i);
    fail_unless (g_strcmp0 (picarx_drive_driver (drive, now),
            step->driver) == 0, "step %u", i);
    fail_unless (picarx_drive_estop (drive) == step->estop, "step %u", i);
  }
}

#define PLAY(steps, take_over) play (steps, G_N_ELEMENTS (steps), take_over)

GST_START_TEST (test_the_first_who_moves_drives_until_he_is_silent)
{
  static const Step steps[] = {
    {0, "a", 0, SERVO, 0, GOOD, FALSE, NULL, FALSE},
    {0, "a", 0, MOVE, 0, GOOD, FALSE, NULL, FALSE},
    {10, "a", 0, MOVE, 50, GOOD, FALSE, "a", FALSE},
    {20, "b", 0, MOVE, 50, BY_DRIVER, FALSE, "a", FALSE},
    {20, "b", 0, SERVO, 0, BY_DRIVER, FALSE, "a", FALSE},
    {900, "a", 0, SERVO, 0, GOOD, FALSE, "a", FALSE},
    {1800, "b", 0, MOVE, 50, BY_DRIVER, FALSE, "a", FALSE},
    {1900, "b", 0, MOVE, 50, GOOD, FALSE, "b", FALSE},
    {1910, "a", 0, MOVE, 50, BY_DRIVER, FALSE, "b", FALSE},
    {1920, "", 0, MOVE, 50, BY_DRIVER, FALSE, "b", FALSE},
    {3000, "", 0, MOVE, 50, GOOD, FALSE, "", FALSE},
  };

  PLAY (steps, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_everybody_may_stop)
{
  static const Step steps[] = {
    {0, "a", 5, MOVE, 50, GOOD, FALSE, "a", FALSE},
    {10, "b", 9, STOP, 0, GOOD, TRUE, "a", FALSE},
    {20, "b", 9, STOP, 0, GOOD, TRUE, "a", FALSE},
    {30, "b", 1, STOP, 0, GOOD, TRUE, "a", FALSE},
    {40, "a", 6, MOVE, 50, GOOD, FALSE, "a", FALSE},
    /* A stop overtakes: what was sent before it is outdated. */
    {50, "a", 9, STOP, 0, GOOD, TRUE, "a", FALSE},
    {60, "a", 8, MOVE, 50, BY_SEQ, FALSE, "a", FALSE},
  };

  PLAY (steps, TRUE);
}

GST_END_TEST;

static PicarxVerdict
judge_late (PicarxDrive * drive, PicarxAction action, gdouble speed)
{
  PicarxCommand command = {.action = action,.direction = 1,.speed = speed,
    .has_pan = action == SERVO
  };

  command.ticket.from = (gchar *) "a";
  command.ticket.late = TRUE;
  return picarx_drive_judge (drive, &command, SECOND);
}

GST_START_TEST (test_what_comes_late_moves_nothing_but_stops)
{
  static const PicarxAction others[] = { STOP, ESTOP, CLEAR, TAKE, RELEASE };
  g_autoptr (PicarxDrive) drive = picarx_drive_new (1000, TRUE);

  PicarxVerdict verdict = judge_late (drive, MOVE, 50);
  fail_unless_equals_int (verdict.refused, PICARX_REFUSED_AGE);
  fail_if (verdict.move || verdict.stop);
  fail_unless (picarx_drive_driver (drive, SECOND) == NULL);
  verdict = judge_late (drive, SERVO, 0);
  fail_unless_equals_int (verdict.refused, PICARX_REFUSED_AGE);
  fail_if (verdict.look);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    fail_unless_equals_int (judge_late (drive, others[i], 0).refused, GOOD);

  /* An old rest of the stick stops, but frees nothing. */
  judge_late (drive, ESTOP, 0);
  judge_late (drive, CLEAR, 0);
  verdict = judge_late (drive, MOVE, 0);
  fail_unless_equals_int (verdict.refused, PICARX_REFUSED_AGE);
  fail_unless (verdict.stop && !verdict.move);
  fail_unless (picarx_drive_estop (drive));
}

GST_END_TEST;

GST_START_TEST (test_take_and_release)
{
  static const Step steps[] = {
    {0, "a", 0, MOVE, 50, GOOD, FALSE, "a", FALSE},
    {10, "b", 0, RELEASE, 0, GOOD, FALSE, "a", FALSE},
    {20, "b", 0, TAKE, 0, GOOD, TRUE, "b", FALSE},
    {30, "b", 0, TAKE, 0, GOOD, FALSE, "b", FALSE},
    {40, "a", 0, MOVE, 50, BY_DRIVER, FALSE, "b", FALSE},
    {50, "b", 0, RELEASE, 0, GOOD, TRUE, NULL, FALSE},
    {60, "a", 0, TAKE, 0, GOOD, FALSE, "a", FALSE},
  };
  static const Step guarded[] = {
    {0, "a", 0, MOVE, 50, GOOD, FALSE, "a", FALSE},
    {20, "b", 0, TAKE, 0, BY_DRIVER, FALSE, "a", FALSE},
    {20, "b", 0, ESTOP, 0, GOOD, TRUE, "a", TRUE},
    {30, "b", 0, CLEAR, 0, BY_DRIVER, FALSE, "a", TRUE},
    {1100, "b", 0, TAKE, 0, GOOD, FALSE, "b", TRUE},
  };

  PLAY (steps, TRUE);
  PLAY (guarded, FALSE);
}

GST_END_TEST;

GST_START_TEST (test_estop_latches_until_cleared_and_then_neutral)
{
  static const Step steps[] = {
    {0, "a", 1, MOVE, 50, GOOD, FALSE, "a", FALSE},
    {10, "b", 0, ESTOP, 0, GOOD, TRUE, "a", TRUE},
    {20, "a", 2, MOVE, 50, BY_ESTOP, FALSE, "a", TRUE},
    {30, "a", 3, MOVE, 0, BY_ESTOP, FALSE, "a", TRUE},
    {40, "a", 4, STOP, 0, GOOD, TRUE, "a", TRUE},
    {45, "a", 5, SERVO, 0, GOOD, FALSE, "a", TRUE},
    {50, "b", 0, CLEAR, 0, GOOD, FALSE, "a", TRUE},
    {60, "a", 6, MOVE, 50, BY_ESTOP, FALSE, "a", TRUE},
    /* Neither a spectator's stop nor an old one lets a held key go on. */
    {70, "b", 0, STOP, 0, GOOD, TRUE, "a", TRUE},
    {80, "a", 4, STOP, 0, GOOD, TRUE, "a", TRUE},
    {90, "a", 7, MOVE, 0, GOOD, FALSE, "a", FALSE},
    {99, "a", 8, MOVE, 50, GOOD, FALSE, "a", FALSE},
  };
  static const Step nobody[] = {
    {0, "a", 0, ESTOP, 0, GOOD, TRUE, NULL, TRUE},
    {10, "b", 0, MOVE, 50, BY_ESTOP, FALSE, NULL, TRUE},
    {20, "b", 0, CLEAR, 0, GOOD, FALSE, NULL, TRUE},
    {30, "a", 0, ESTOP, 0, GOOD, TRUE, NULL, TRUE},
    {40, "a", 0, STOP, 0, GOOD, TRUE, NULL, TRUE},
    {50, "a", 0, CLEAR, 0, GOOD, FALSE, NULL, TRUE},
    {60, "a", 0, STOP, 0, GOOD, TRUE, NULL, FALSE},
  };

  PLAY (steps, TRUE);
  PLAY (nobody, TRUE);
}

GST_END_TEST;

GST_START_TEST (test_old_and_repeated_commands_are_dropped)
{
  static const Step steps[] = {
    {0, "a", 10, MOVE, 50, GOOD, FALSE, "a", FALSE},
    {10, "a", 10, MOVE, 50, BY_SEQ, FALSE, "a", FALSE},
    {20, "a", 9, SERVO, 0, BY_SEQ, FALSE, "a", FALSE},
    {30, "a", 11, SERVO, 0, GOOD, FALSE, "a", FALSE},
    /* Counted apart: */
    {40, "a", 5, TAKE, 0, GOOD, FALSE, "a", FALSE},
    {50, "a", 5, RELEASE, 0, BY_SEQ, FALSE, "a", FALSE},
    {60, "a", 6, RELEASE, 0, GOOD, TRUE, NULL, FALSE},
    {70, "a", 11, MOVE, 50, BY_SEQ, FALSE, NULL, FALSE},
    {80, "b", 1, MOVE, 50, GOOD, FALSE, "b", FALSE},
    /* A replay keeps nobody at the wheel. */
    {1000, "b", 1, MOVE, 50, BY_SEQ, FALSE, "b", FALSE},
    {1080, "b", 1, MOVE, 50, BY_SEQ, FALSE, NULL, FALSE},
  };

  PLAY (steps, TRUE);
}

GST_END_TEST;

static PicarxRefused
move (PicarxDrive * drive, const gchar * from, gint64 seq, gint64 now)
{
  PicarxCommand command = {.direction = 1,.speed = 1 };

  command.ticket.from = (gchar *) from;
  command.ticket.has_seq = TRUE;
  command.ticket.seq = seq;
  return picarx_drive_judge (drive, &command, now).refused;
}

GST_START_TEST (test_a_flood_of_names_does_not_make_it_forget_the_driver)
{
  g_autoptr (PicarxDrive) drive = picarx_drive_new (0, TRUE);

  fail_unless (move (drive, "a", 100, 0) == PICARX_REFUSED_NOT);
  for (guint i = 0; i < 10 * PICARX_MAX_SENDERS; i++) {
    g_autofree gchar *name = g_strdup_printf ("flood%u", i);

    fail_unless (move (drive, name, 1, i) == PICARX_REFUSED_DRIVER);
  }
  fail_unless (move (drive, "a", 100, SECOND) == PICARX_REFUSED_SEQ);
  fail_unless (move (drive, "a", 101, SECOND) == PICARX_REFUSED_NOT);
  fail_unless (picarx_drive_deadline (drive) == G_MAXINT64);
}

GST_END_TEST;

static Suite *
picarxdrive_suite (void)
{
  Suite *suite = suite_create ("picarxdrive");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_the_first_who_moves_drives_until_he_is_silent);
  tcase_add_test (tc, test_everybody_may_stop);
  tcase_add_test (tc, test_what_comes_late_moves_nothing_but_stops);
  tcase_add_test (tc, test_take_and_release);
  tcase_add_test (tc, test_estop_latches_until_cleared_and_then_neutral);
  tcase_add_test (tc, test_old_and_repeated_commands_are_dropped);
  tcase_add_test (tc, test_a_flood_of_names_does_not_make_it_forget_the_driver);
  return suite;
}

GST_CHECK_MAIN (picarxdrive);
