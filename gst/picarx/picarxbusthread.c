/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxbus-private.h"

#include <string.h>

#include "edgeerror.h"
#include "picarxclaim.h"

/* How often it wakes up at least, to notice if it could not; microseconds. */
#define TICK 250000

static gboolean
stop_wanted_locked (PicarxBus * self)
{
  return self->stops_wanted != self->stops_done;
}

static gint64
command_deadline_locked (PicarxBus * self)
{
  if (self->settings.command_timeout == 0)
    return G_MAXINT64;
  return self->commanded
      + self->settings.command_timeout * G_GINT64_CONSTANT (1000);
}

/* The guard hears of us while we wait for a car that does not obey. */
static gboolean
car_wait (gpointer data, guint milliseconds, gboolean stop_counts)
{
  PicarxBus *self = data;
  gint64 now = g_get_monotonic_time ();
  gint64 end = now + milliseconds * G_GINT64_CONSTANT (1000);
  gboolean leave;

  for (;;) {
    g_mutex_lock (&self->lock);
    leave = stop_counts ? stop_wanted_locked (self) : self->closing;
    gboolean done = now >= end || (leave && (stop_counts || self->starting));
    if (!done)
      g_cond_wait_until (&self->changed, &self->lock,
          MIN (end, self->next_beat));
    g_mutex_unlock (&self->lock);
    if (done)
      return leave;
    now = g_get_monotonic_time ();
    if (now >= self->next_beat)
      picarx_bus_tell_guard (self, TRUE);
  }
}

static void
fill_state (PicarxBus * self, PicarxState * state)
{
  gint64 now = g_get_monotonic_time ();

  memset (state, 0, sizeof *state);
  picarx_state_read (state, picarx_car_shadow (self->car),
      &self->settings.car.trim);
  state->battery = self->sensors.battery;
  state->distance = self->sensors.distance;
  memcpy (state->grayscale, self->sensors.grayscale, sizeof state->grayscale);
  state->warning = self->sensors.low ? "low-battery" : NULL;
  g_mutex_lock (&self->lock);
  state->driver = g_strdup (picarx_drive_driver (self->drive, now));
  state->estop = picarx_drive_estop (self->drive);
  state->failsafe = self->failsafe;
  self->stats.car = *picarx_car_stats (self->car);
  g_mutex_unlock (&self->lock);
}

static void
tell (PicarxBus * self, PicarxState * state, const PicarxAnswer * answer)
{
  gchar *json = answer != NULL
      ? picarx_telemetry (state, &answer->ticket, answer->refused)
      : picarx_telemetry (state, NULL, PICARX_REFUSED_NOT);

  self->callbacks.telemetry (json, answer != NULL, self->user_data);
}

void
picarx_bus_tell (PicarxBus * self, GQueue * answers, gboolean sense)
{
  PicarxState state;
  PicarxAnswer *answer;
  gint64 now = g_get_monotonic_time ();

  if (sense && picarx_sensors_read (&self->sensors, self->car, now,
          now >= self->next_telemetry))
    self->callbacks.battery (self->sensors.battery, self->sensors.low,
        self->settings.low_battery, self->user_data);
  g_mutex_lock (&self->lock);
  gboolean due = self->show || now >= self->next_telemetry;
  self->show = FALSE;
  g_mutex_unlock (&self->lock);

  fill_state (self, &state);
  if (!g_queue_is_empty (answers))
    due = FALSE;
  else
    due = due || !picarx_state_equal (&state, &self->shown);
  while ((answer = g_queue_pop_head (answers)) != NULL) {
    tell (self, &state, answer);
    picarx_answer_free (answer);
  }
  if (due)
    tell (self, &state, NULL);
  if (now >= self->next_telemetry)
    self->next_telemetry =
        now + self->settings.telemetry_interval * G_GINT64_CONSTANT (1000);
  picarx_state_take (&self->shown, &state);
}

/* A motion that lay too long, behind a slow bus, is not begun any more. */
static void
drop_stale_locked (PicarxBus * self, gint64 now)
{
  if (!self->next.has_move || now < command_deadline_locked (self)
      || picarx_command_is_neutral (&self->next.move))
    return;
  self->next.has_move = FALSE;
  self->stats.stale++;
}

/* Waits until there is something to do. FALSE: the end has come. */
static gboolean
wait_for_work (PicarxBus * self, PicarxWork * work, guint * stops)
{
  gint64 until;

  memset (work, 0, sizeof *work);
  g_mutex_lock (&self->lock);
  for (;;) {
    gint64 now = g_get_monotonic_time ();

    picarx_bus_tick_locked (self, now);
    until = picarx_drive_deadline (self->drive);
    if (self->moving)
      until = MIN (until, command_deadline_locked (self));
    until = MIN (until, self->next_telemetry);
    until = MIN (until, self->next_beat);
    if (self->closing || self->next.stop || self->next.has_move
        || self->next.look.has_pan || self->next.look.has_tilt
        || !g_queue_is_empty (&self->answers) || self->show
        || self->guard_news || self->frozen || now >= until)
      break;
    self->waiting = TRUE;
    g_cond_wait_until (&self->changed, &self->lock, MIN (until, now + TICK));
    self->waiting = FALSE;
  }

  gint64 now = g_get_monotonic_time ();
  drop_stale_locked (self, now);
  *work = self->next;
  memset (&self->next, 0, sizeof self->next);
  work->answers = self->answers;
  g_queue_init (&self->answers);
  self->performing = TRUE;
  *stops = self->stops_wanted;
  work->age = now - self->commanded;
  /* The guard stops it when nothing was done for so long. */
  gboolean guarded = self->guard != NULL
      && picarx_guard_stopped (self->guard, &work->restart);
  if (!work->stop && (guarded || self->frozen || (self->moving
              && now >= command_deadline_locked (self)))) {
    work->failsafe = TRUE;
    self->failsafe = "timeout";
    self->stats.failsafes++;
  }
  self->frozen = FALSE;
  gboolean go_on = !self->closing;
  g_mutex_unlock (&self->lock);
  return go_on;
}

/* Lets the car come to rest before it goes the other way. FALSE: it could not
 * be told, or a stop came, which is done next. */
static gboolean
turn_back (PicarxBus * self, gint direction, GError ** error)
{
  gint now = picarx_shadow_left (picarx_car_shadow (self->car),
      &self->settings.car.trim);

  if (self->settings.reverse_delay == 0 || now * direction >= 0)
    return TRUE;
  if (!picarx_car_stop (self->car, FALSE, FALSE, error))
    return FALSE;
  picarx_bus_tell_guard (self, FALSE);
  return !car_wait (self, self->settings.reverse_delay, TRUE);
}

static gboolean
do_motion (PicarxBus * self, const PicarxWork * work, GError ** error)
{
  const PicarxCalibration *trim = &self->settings.car.trim;
  PicarxWrites writes = { 0 };
  GError *local = NULL;

  if (work->has_move && !turn_back (self, work->move.direction, &local)) {
    if (local == NULL)
      return TRUE;
    g_propagate_error (error, local);
    return FALSE;
  }
  if (work->has_move) {
    if (work->move.direction != 0 && !picarx_bus_tell_guard (self, TRUE))
      return TRUE;
    picarx_add_steer (&writes, trim, work->move.angle);
    if (work->move.direction != 0)
      picarx_add_drive (&writes, trim, work->move.direction, work->move.speed,
          work->move.angle);
    else
      picarx_add_stop (&writes);
    if (picarx_car_set (self->car, &writes, error) == PICARX_CAR_FAILED)
      return FALSE;
  }
  if (work->look.has_pan) {
    memset (&writes, 0, sizeof writes);
    picarx_add_pan (&writes, trim, work->look.pan);
    if (picarx_car_set (self->car, &writes, error) == PICARX_CAR_FAILED)
      return FALSE;
  }
  if (work->look.has_tilt) {
    memset (&writes, 0, sizeof writes);
    picarx_add_tilt (&writes, trim, work->look.tilt);
    if (picarx_car_set (self->car, &writes, error) == PICARX_CAR_FAILED)
      return FALSE;
  }
  return TRUE;
}

static gboolean
do_work (PicarxBus * self, const PicarxWork * work, guint stops,
    GError ** error)
{
  gboolean good = TRUE;

  if (work->stop || work->failsafe) {
    good = picarx_car_stop (self->car, work->straighten, work->center, error);
    if (good && work->restart)
      good = picarx_car_rescue (self->car, error) || *error == NULL;
    g_mutex_lock (&self->lock);
    if (good)
      self->stops_done = stops;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
  }
  good = good && do_motion (self, work, error);

  g_mutex_lock (&self->lock);
  gboolean moves = picarx_shadow_moves (picarx_car_shadow (self->car));
  self->moving = moves || self->next.has_move;
  self->performing = FALSE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  picarx_bus_tell_guard (self, moves);
  if (good && work->failsafe)
    self->callbacks.failsafe ("timeout", work->age, self->user_data);
  return good;
}

/* Until the end, or until no more can be done. */
static void
serve (PicarxBus * self, GError ** error)
{
  gboolean good = TRUE;
  PicarxWork work;
  guint stops;

  g_mutex_lock (&self->lock);
  self->started = TRUE;
  self->tick = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
  while (good && wait_for_work (self, &work, &stops)) {
    GError *local = NULL;

    good = do_work (self, &work, stops, &local)
        || picarx_bus_rescue (self, local, error);
    if (good)
      picarx_bus_tell (self, &work.answers, TRUE);
    g_queue_clear_full (&work.answers, (GDestroyNotify) picarx_answer_free);
  }
  if (good)
    g_queue_clear_full (&work.answers, (GDestroyNotify) picarx_answer_free);
}

/* TRUE: the car stands, or there is none. */
static gboolean
drive (PicarxBus * self, GError ** error)
{
  g_autoptr (GError) local = NULL;

  self->car = picarx_car_open (&self->settings.car, car_wait, self, error);
  if (self->car != NULL) {
    self->starting = TRUE;
    gboolean ready = picarx_car_start (self->car, error);
    self->starting = FALSE;
    if (ready) {
      picarx_bus_start_guard (self);
      serve (self, error);
    }
  }
  if (*error != NULL)
    picarx_bus_give_up (self, *error);
  if (self->car == NULL || !picarx_car_found (self->car)
      || picarx_bus_last_stop (self, &local))
    return TRUE;

  g_autofree gchar *sentence =
      g_strdup_printf ("The car on %s could not be stopped: switch it off.",
      self->settings.car.device);
  g_autoptr (GError) failure = edge_error_new (EDGE_ERROR_FAILED, sentence,
      "%s", local->message);
  self->callbacks.error (failure, self->user_data);
  return FALSE;
}

gpointer
picarx_bus_thread (gpointer data)
{
  PicarxBus *self = data;
  g_autoptr (GError) error = NULL;
  PicarxClaim *claim = NULL;
  gboolean shared = g_str_equal (self->settings.car.device, "simulated");
  gboolean stands = TRUE;

  /* It is not needed, but keeps its time on a busy machine. */
  picarx_wire_hurry ();
  if (!shared)
    claim = picarx_claim_take (self->settings.car.device, self->settings.owner,
        &self->closing, &error);
  if (shared || claim != NULL)
    stands = drive (self, &error);
  else if (error != NULL)
    picarx_bus_give_up (self, error);
  picarx_bus_end_guard (self, stands);
  g_clear_pointer (&self->car, picarx_car_close);
  if (claim != NULL)
    picarx_claim_release (claim);

  g_mutex_lock (&self->lock);
  self->stops_done = self->stops_wanted;
  self->finished = TRUE;
  gboolean overdue = self->overdue;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (overdue)
    self->callbacks.released (self->user_data);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  picarx_bus_unref (self);
  return NULL;
}
