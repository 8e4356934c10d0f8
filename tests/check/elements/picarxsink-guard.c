/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "picarxguard.h"
#include "picarxrig.h"

#define FORWARD "{\"throttle\":0.5}"
#define STOP_COMMAND "{\"action\":\"stop\"}"
#define STOP "2D 0000; 2C 0000; 2D 0000; 2C 0000"
#define MOVING "22 0133; G23=0; 2D 0BFF; G24=1; 2C 0BFF"
/* Milliseconds; the guard is to be as punctual as the dead-man, with 5 times
 * the slack. */
#define TIMEOUT 500
#define SLACK 500

/* Another program that drives. */
typedef struct
{
  PicarxRig trace;              /* its trace only */
  GPid pid;
  gint input;
  gint output;
  gint notify;
} Driver;

static void
read_until (gint fd, const gchar * text)
{
  GString *all = g_string_new (NULL);
  gchar buffer[256];

  while (strstr (all->str, text) == NULL) {
    gssize n = read (fd, buffer, sizeof buffer);

    fail_unless (n > 0, "no %s in %s", text, all->str);
    g_string_append_len (all, buffer, n);
  }
  g_string_free (all, TRUE);
}

static Driver *
driver_new (guint command_timeout)
{
  Driver *self = g_new0 (Driver, 1);

  self->trace.folder = g_dir_make_tmp ("picarx-XXXXXX", NULL);
  self->trace.trace = g_build_filename (self->trace.folder, "trace", NULL);
  g_autofree gchar *pipeline =
      g_strdup_printf ("fdsrc fd=0 ! application/json ! picarxsink name=car "
      "calibration-file=/nowhere command-timeout=%u max-age=10000 i2c-device=trace:%s "
      "car.telemetry ! fdsink fd=1 sync=false", command_timeout,
      self->trace.trace);
  const gchar *argv[] = { PROCESS, pipeline, NULL };

  fail_unless (g_spawn_async_with_pipes (NULL, (gchar **) argv, NULL,
          G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &self->pid, &self->input,
          &self->output, NULL, NULL));
  read_until (self->output, "\"left\":0");
  g_free (picarx_rig_written (&self->trace));
  self->notify = inotify_init1 (IN_CLOEXEC);
  fail_unless (inotify_add_watch (self->notify, self->trace.trace,
          IN_MODIFY) >= 0);
  return self;
}

static void
driver_move (Driver * self)
{
  gsize size = strlen (FORWARD);

  fail_unless_equals_int (write (self->input, FORWARD, size), size);
  read_until (self->output, "\"left\":50");
}

static void
driver_wait (Driver * self)
{
  gint status;

  fail_unless_equals_int (waitpid (self->pid, &status, 0), self->pid);
}

static void
driver_kill (Driver * self)
{
  kill (self->pid, SIGKILL);
  driver_wait (self);
}

/* Whoever has a copy of the trace's descriptor holds its lock: the guard, to
 * its end. */
static void
driver_wait_guard_gone (Driver * self)
{
  gint fd = open (self->trace.trace, O_RDONLY | O_CLOEXEC);

  fail_unless_equals_int (flock (fd, LOCK_EX), 0);
  close (fd);
}

static void
driver_free (Driver * self)
{
  close (self->input);
  close (self->output);
  close (self->notify);
  g_unlink (self->trace.trace);
  g_rmdir (self->trace.folder);
  g_free (self->trace.trace);
  g_free (self->trace.folder);
  g_free (self);
}

static void
expect_written (Driver * self, const gchar * expected)
{
  g_autofree gchar *written = picarx_rig_written (&self->trace);

  fail_unless_equals_string (written, expected);
}

/* The only child of a process, 0 = none. */
static GPid
find_child (GPid pid)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const gchar *name;
  GPid child = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_strdup_printf ("/proc/%s/stat", name);
    g_autofree gchar *text = NULL;
    gint its_parent;
    gchar state;

    if (!g_ascii_isdigit (name[0])
        || !g_file_get_contents (path, &text, NULL, NULL))
      continue;
    const gchar *rest = strrchr (text, ')');
    if (rest != NULL && sscanf (rest, ") %c %d", &state, &its_parent) == 2
        && its_parent == pid)
      child = atoi (name);
  }
  return child;
}

GST_START_TEST (test_stops_the_car_of_a_killed_program)
{
  Driver *driver = driver_new (0);

  driver_move (driver);
  driver_kill (driver);
  driver_wait_guard_gone (driver);
  expect_written (driver, MOVING "; " STOP);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_stops_the_car_of_a_frozen_program)
{
  Driver *driver = driver_new (TIMEOUT);
  struct pollfd changes = { driver->notify, POLLIN, 0 };
  gchar events[4096];

  driver_move (driver);
  expect_written (driver, MOVING);
  gint64 before = g_get_monotonic_time ();
  kill (driver->pid, SIGSTOP);
  while (picarx_rig_when (&driver->trace, "I2C 14 2C 00 00") < before) {
    fail_unless (poll (&changes, 1, 10 * (TIMEOUT + SLACK)) == 1);
    fail_unless (read (driver->notify, events, sizeof events) > 0);
  }
  gint64 took = picarx_rig_when (&driver->trace, "I2C 14 2D 00 00") - before;
  fail_unless (took <= (TIMEOUT + SLACK) * 1000, "%" G_GINT64_FORMAT, took);
  driver_kill (driver);
  driver_wait_guard_gone (driver);
  g_autofree gchar *written = picarx_rig_written (&driver->trace);
  fail_unless (g_str_has_prefix (written, STOP), "%s", written);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_a_program_that_goes_on_knows_that_its_car_stands)
{
  Driver *driver = driver_new (TIMEOUT);
  struct pollfd changes = { driver->notify, POLLIN, 0 };
  gchar events[4096];

  driver_move (driver);
  gint64 before = g_get_monotonic_time ();
  kill (driver->pid, SIGSTOP);
  while (picarx_rig_when (&driver->trace, "I2C 14 2C 00 00") < before) {
    fail_unless (poll (&changes, 1, 10 * (TIMEOUT + SLACK)) == 1);
    fail_unless (read (driver->notify, events, sizeof events) > 0);
  }
  kill (driver->pid, SIGCONT);
  read_until (driver->output, "\"failsafe\":\"timeout\"");
  driver_move (driver);
  g_autofree gchar *written = picarx_rig_written (&driver->trace);
  fail_unless (g_str_has_suffix (written, "; G24=1; 2C 0BFF"), "%s", written);
  close (driver->input);
  driver->input = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  driver_wait (driver);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_what_piled_up_while_it_was_frozen_does_not_drive)
{
  Driver *driver = driver_new (4 * TIMEOUT);
  struct pollfd changes = { driver->notify, POLLIN, 0 };
  gchar events[4096];

  driver_move (driver);
  gint64 before = g_get_monotonic_time ();
  gint status;
  kill (driver->pid, SIGSTOP);
  /* All of its threads. */
  fail_unless_equals_int (waitpid (driver->pid, &status, WUNTRACED),
      driver->pid);
  fail_unless (write (driver->input, FORWARD, strlen (FORWARD)) > 0);
  while (picarx_rig_when (&driver->trace, "I2C 14 2C 00 00") < before) {
    fail_unless (poll (&changes, 1, 10 * (4 * TIMEOUT + SLACK)) == 1);
    fail_unless (read (driver->notify, events, sizeof events) > 0);
  }
  g_free (picarx_rig_written (&driver->trace));
  kill (driver->pid, SIGCONT);
  read_until (driver->output, "\"refused\":\"age\"");
  g_autofree gchar *written = picarx_rig_written (&driver->trace);
  fail_unless (strstr (written, "0BFF") == NULL, "%s", written);
  /* What says that it is new does. */
  g_autofree gchar *fresh =
      g_strdup_printf ("{\"throttle\":0.5,\"at\":%" G_GINT64_FORMAT "}",
      g_get_real_time () / 1000);
  fail_unless (write (driver->input, fresh, strlen (fresh)) > 0);
  read_until (driver->output, "\"left\":50");
  driver_kill (driver);
  driver_wait_guard_gone (driver);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_ctrl_c_is_not_for_the_guard)
{
  static const gint signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
  Driver *driver = driver_new (0);
  GPid guard = find_child (driver->pid);

  fail_unless (guard != 0);
  fail_unless_equals_int (getsid (guard), guard);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    kill (guard, signals[i]);
  driver_move (driver);
  driver_kill (driver);
  driver_wait_guard_gone (driver);
  expect_written (driver, MOVING "; " STOP);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_a_copy_of_the_socket_does_not_hide_a_death)
{
  Driver *driver = driver_new (0);

  /* What a fork without exec would leave open. */
  driver_move (driver);
  gint pidfd = (gint) syscall (SYS_pidfd_open, driver->pid, 0);
  GArray *copies = g_array_new (FALSE, FALSE, sizeof (gint));
  for (gint fd = 0; fd < 256; fd++) {
    struct stat status;
    gint copy = (gint) syscall (SYS_pidfd_getfd, pidfd, fd, 0);

    if (copy < 0)
      continue;
    if (fstat (copy, &status) == 0 && S_ISSOCK (status.st_mode))
      g_array_append_val (copies, copy);
    else
      close (copy);
  }
  driver_kill (driver);
  driver_wait_guard_gone (driver);
  expect_written (driver, MOVING "; " STOP);
  for (guint i = 0; i < copies->len; i++)
    close (g_array_index (copies, gint, i));
  g_array_unref (copies);
  close (pidfd);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_is_gone_after_the_end_and_wrote_nothing)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  g_free (picarx_rig_ask (rig, FORWARD));
  g_free (picarx_rig_written (rig));
  GPid guard = find_child (getpid ());
  fail_unless (guard != 0);
  gst_element_set_state (rig->sink, GST_STATE_NULL);
  g_autofree gchar *written = picarx_rig_written (rig);
  fail_unless_equals_string (written, STOP "; " STOP "; G24=0");
  gint fd = open (rig->trace, O_RDONLY | O_CLOEXEC);
  fail_unless_equals_int (flock (fd, LOCK_EX), 0);
  close (fd);
  picarx_rig_free (rig);
  fail_unless_equals_int (find_child (getpid ()), 0);
}

GST_END_TEST;

static guint
count_inheritable (void)
{
  guint n = 0;

  for (gint fd = 0; fd < 256; fd++) {
    gint flags = fcntl (fd, F_GETFD);

    n += flags >= 0 && !(flags & FD_CLOEXEC);
  }
  return n;
}

GST_START_TEST (test_has_only_the_descriptors_that_it_needs)
{
  PicarxRig *rig = picarx_rig_new ("guard=false");
  g_free (picarx_rig_ask (rig, FORWARD));
  guint before = count_inheritable ();
  picarx_rig_free (rig);

  rig = picarx_rig_new ("");
  g_free (picarx_rig_ask (rig, FORWARD));
  g_autofree gchar *folder =
      g_strdup_printf ("/proc/%d/fd", find_child (getpid ()));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;
  fail_unless (dir != NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (folder, name, NULL);
    g_autofree gchar *target = g_file_read_link (path, NULL);

    if (atoi (name) == 3)
      fail_unless (target != NULL && g_str_has_suffix (target, "/trace"));
    /* Above: what it opened itself, to watch us. */
    fail_unless (atoi (name) <= 3 || strstr (target, "pidfd") != NULL, "%s",
        target);
  }
  /* Of ours, other children get none; GStreamer's busses are not ours. */
  fail_unless_equals_int (count_inheritable (), before);
  picarx_rig_free (rig);
}

GST_END_TEST;

static void
expect_warning (PicarxRig * rig, const gchar * part)
{
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_WARNING);
  GError *error = NULL;

  fail_unless (message != NULL);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, part) != NULL, "%s", error->message);
  g_error_free (error);
  gst_message_unref (message);
}

GST_START_TEST (test_drives_without_a_guard_but_says_so)
{
  static const gchar *const programs[] = { "/nowhere/guard", "/bin/true" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_setenv (PICARX_GUARD_VARIABLE, programs[i], TRUE);
    PicarxRig *rig = picarx_rig_new ("");

    expect_warning (rig, "nobody stops the car if this program is killed.");
    picarx_rig_expect (rig, FORWARD, "\"left\":50");
    picarx_rig_free (rig);
  }
}

GST_END_TEST;

/* Seen by the test so far. */
static guint warnings;

/* The next message of that name; it may be there already. */
static GstMessage *
wait_message (PicarxRig * rig, const gchar * name)
{
  for (;;) {
    GstMessage *message = picarx_rig_wait_for (rig,
        GST_MESSAGE_ELEMENT | GST_MESSAGE_WARNING);

    fail_unless (message != NULL, "no %s", name);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
      warnings++;
    else if (gst_message_has_name (message, name))
      return message;
    gst_message_unref (message);
  }
}

static void
expect_guard (PicarxRig * rig, gboolean there)
{
  GstMessage *message = wait_message (rig, "picarx-guard");
  gboolean value = !there;

  gst_structure_get_boolean (gst_message_get_structure (message), "there",
      &value);
  fail_unless_equals_int (value, there);
  gst_message_unref (message);
}

static void
expect_one_warning (PicarxRig * rig)
{
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (rig->bus, GST_MESSAGE_WARNING))) {
    warnings++;
    gst_message_unref (message);
  }
  fail_unless_equals_int (warnings, 1);
  warnings = 0;
}

/* By the signal the guard is lost, in a car that moves or not. */
static void
lose_guard (gint signal, gboolean moves)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");
  GPid guard;

  g_free (picarx_rig_ask (rig, moves ? FORWARD : "{\"pan\":0}"));
  guard = find_child (getpid ());
  g_free (picarx_rig_written (rig));
  kill (guard, signal);
  g_free (picarx_rig_hear_of (rig, "\"failsafe\":\"guard\""));
  expect_guard (rig, FALSE);
  picarx_rig_expect (rig, "{\"action\":\"clear\"}", "\"left\":0");
  g_autofree gchar *written = picarx_rig_written (rig);
  fail_unless (g_str_has_prefix (written, STOP), "%s", written);
  if (moves) {
    GstMessage *message = wait_message (rig, "picarx-failsafe");
    const GstStructure *structure = gst_message_get_structure (message);

    fail_unless_equals_string (gst_structure_get_string (structure, "reason"),
        "guard");
    gst_message_unref (message);
  }
  expect_guard (rig, TRUE);
  expect_one_warning (rig);
  /* What moved before does not go on by itself. */
  picarx_rig_expect (rig, "{\"pan\":1}", "\"left\":0");
  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  picarx_rig_expect (rig, FORWARD, "\"failsafe\":null");
  fail_unless (find_child (getpid ()) != guard);
  picarx_rig_free (rig);
  fail_unless_equals_int (find_child (getpid ()), 0);
}

GST_START_TEST (test_stops_and_starts_another_when_its_guard_is_killed)
{
  lose_guard (SIGKILL, TRUE);
  lose_guard (SIGKILL, FALSE);
}

GST_END_TEST;

GST_START_TEST (test_stops_and_starts_another_when_its_guard_is_frozen)
{
  lose_guard (SIGSTOP, TRUE);
  lose_guard (SIGSTOP, FALSE);
}

GST_END_TEST;

GST_START_TEST (test_killed_after_its_guard_it_stands)
{
  Driver *driver = driver_new (0);

  driver_move (driver);
  kill (find_child (driver->pid), SIGKILL);
  read_until (driver->output, "\"left\":0,");
  driver_kill (driver);
  driver_wait_guard_gone (driver);
  g_autofree gchar *written = picarx_rig_written (&driver->trace);
  fail_unless (g_str_has_prefix (written, MOVING "; " STOP), "%s", written);
  fail_unless (g_str_has_suffix (written, STOP), "%s", written);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_the_next_guard_stops_it_too)
{
  Driver *driver = driver_new (0);

  driver_move (driver);
  GPid guard = find_child (driver->pid);
  kill (guard, SIGKILL);
  read_until (driver->output, "\"failsafe\":\"guard\"");
  /* Refused, until there is a new guard. */
  for (gboolean moves = FALSE; !moves;) {
    gchar answer[512];

    fail_unless (write (driver->input, FORWARD, strlen (FORWARD)) > 0);
    gssize n = read (driver->output, answer, sizeof answer - 1);
    fail_unless (n > 0);
    answer[n] = '\0';
    moves = strstr (answer, "\"left\":50") != NULL;
  }
  GPid next = find_child (driver->pid);
  fail_unless (next != 0 && next != guard);
  driver_kill (driver);
  driver_wait_guard_gone (driver);
  g_autofree gchar *written = picarx_rig_written (&driver->trace);
  fail_unless (g_str_has_suffix (written, "; 2C 0BFF; " STOP), "%s", written);
  driver_free (driver);
}

GST_END_TEST;

GST_START_TEST (test_refuses_to_move_while_no_guard_can_be_started)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  g_setenv (PICARX_GUARD_VARIABLE, "/nowhere/guard", TRUE);
  kill (find_child (getpid ()), SIGKILL);
  expect_guard (rig, FALSE);
  for (guint i = 0; i < 20; i++) {
    picarx_rig_expect (rig, FORWARD, "\"refused\":\"input\"");
    picarx_rig_expect (rig, STOP_COMMAND, "\"failsafe\":\"guard\"");
  }
  expect_one_warning (rig);
  gint64 before = g_get_monotonic_time ();
  gst_element_set_state (rig->sink, GST_STATE_NULL);
  gint64 took = g_get_monotonic_time () - before;
  fail_unless (took <= 5 * 200 * 1000, "%" G_GINT64_FORMAT, took);
  picarx_rig_free (rig);
  fail_unless_equals_int (find_child (getpid ()), 0);
}

GST_END_TEST;

GST_START_TEST (test_lost_guards_leave_nothing_behind)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");
  guint before = 0;

  for (guint i = 0; i < 5; i++) {
    g_free (picarx_rig_ask (rig, "{\"pan\":0}"));
    kill (find_child (getpid ()), SIGKILL);
    expect_guard (rig, FALSE);
    expect_guard (rig, TRUE);
    g_free (picarx_rig_ask (rig, "{\"pan\":0}"));
    guint n = 0;
    for (gint fd = 0; fd < 256; fd++)
      n += fcntl (fd, F_GETFD) >= 0;
    if (i == 0)
      before = n;
    /* The one before may still be on its way out. */
    fail_unless (n <= before + 3, "%u, %u", n, before);
  }
  picarx_rig_free (rig);
  fail_unless_equals_int (find_child (getpid ()), 0);
}

GST_END_TEST;

GST_START_TEST (test_need_not_have_a_guard)
{
  PicarxRig *rig = picarx_rig_new ("guard=false");

  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  fail_unless_equals_int (find_child (getpid ()), 0);
  fail_unless (gst_bus_pop_filtered (rig->bus, GST_MESSAGE_WARNING) == NULL);
  picarx_rig_free (rig);
}

GST_END_TEST;

static Suite *
picarxsink_guard_suite (void)
{
  Suite *suite = suite_create ("picarxsink-guard");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_stops_the_car_of_a_killed_program);
  tcase_add_test (tc, test_stops_the_car_of_a_frozen_program);
  tcase_add_test (tc, test_a_program_that_goes_on_knows_that_its_car_stands);
  tcase_add_test (tc, test_what_piled_up_while_it_was_frozen_does_not_drive);
  tcase_add_test (tc, test_ctrl_c_is_not_for_the_guard);
  tcase_add_test (tc, test_a_copy_of_the_socket_does_not_hide_a_death);
  tcase_add_test (tc, test_is_gone_after_the_end_and_wrote_nothing);
  tcase_add_test (tc, test_has_only_the_descriptors_that_it_needs);
  tcase_add_test (tc, test_drives_without_a_guard_but_says_so);
  tcase_add_test (tc, test_stops_and_starts_another_when_its_guard_is_killed);
  tcase_add_test (tc, test_stops_and_starts_another_when_its_guard_is_frozen);
  tcase_add_test (tc, test_killed_after_its_guard_it_stands);
  tcase_add_test (tc, test_the_next_guard_stops_it_too);
  tcase_add_test (tc, test_refuses_to_move_while_no_guard_can_be_started);
  tcase_add_test (tc, test_lost_guards_leave_nothing_behind);
  tcase_add_test (tc, test_need_not_have_a_guard);
  return suite;
}

GST_CHECK_MAIN (picarxsink_guard);
