/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxbus.h"

#include <string.h>

#include "picarxclaim.h"
#include "picarxguard.h"
#include "picarxsensors.h"

/* The guard hears of wheels that turn so often in the time of command_timeout,
 * which for it is no shorter than this, in milliseconds. */
#define BEATS 4
#define MIN_GUARD_TIMEOUT 50
/* Answers that wait for a bus that hangs; older ones go. */
#define MAX_ANSWERS 256

typedef struct
{
  PicarxTicket ticket;
  PicarxRefused refused;
} Answer;

/* What is to be done next. */
typedef struct
{
  gboolean stop;
  gboolean straighten;
  gboolean center;
  gboolean failsafe;
  gint64 age;
  gboolean has_move;
  PicarxCommand move;           /* without its ticket, as look */
  PicarxCommand look;
  GQueue answers;               /* of Answer, to what is done by then */
} Work;

struct _PicarxBus
{
  gint ref_count;
  PicarxBusSettings settings;   /* constant */
  PicarxBusCallbacks callbacks; /* constant */
  gpointer user_data;
  GDestroyNotify destroy;
  GThread *thread;

  /* Written with the lock held; read without it by those who wait for a claim. */
  gint closing;

  /* Protects all that follows; changed is signalled on every change. */
  GMutex lock;
  GCond changed;
  PicarxDrive *drive;
  guint hold;                   /* PicarxHold bits */
  Work next;                    /* all but failsafe, age and answers */
  guint stops_wanted;
  guint stops_done;
  GQueue answers;               /* of Answer */
  gint64 commanded;             /* when the last motion command came */
  gboolean performing;          /* what was taken out of next */
  gboolean moving;              /* the wheels turn, or are about to */
  const gchar *failsafe;
  gboolean started;             /* before, everything stands anyway */
  gboolean show;                /* telemetry wanted even without a change */
  gboolean failed;
  gboolean finished;
  gboolean overdue;             /* nobody waits for the end any more */
  PicarxBusStats stats;

  /* Thread of the bus only. */
  PicarxCar *car;
  PicarxState shown;
  gint64 next_telemetry;        /* G_MAXINT64 = at changes only */
  PicarxSensors sensors;
  PicarxGuard *guard;           /* NULL = none */
  gint64 next_beat;             /* for it, G_MAXINT64 = none is due */
};

static void
answer_free (Answer * answer)
{
  picarx_ticket_clear (&answer->ticket);
  g_free (answer);
}

PicarxBus *
picarx_bus_ref (PicarxBus * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
picarx_bus_unref (PicarxBus * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_queue_clear_full (&self->answers, (GDestroyNotify) answer_free);
  picarx_state_clear (&self->shown);
  picarx_drive_free (self->drive);
  g_free (self->settings.car.device);
  g_free (self->settings.car.gpio_chip);
  g_free ((gchar *) self->settings.owner);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

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

static gboolean
car_wait (gpointer data, guint milliseconds, gboolean stop_counts)
{
  PicarxBus *self = data;
  gint64 end =
      g_get_monotonic_time () + milliseconds * G_GINT64_CONSTANT (1000);
  gboolean leave;

  g_mutex_lock (&self->lock);
  for (;;) {
    leave = stop_counts ? stop_wanted_locked (self) : self->closing;
    if (milliseconds == 0 || (leave && (stop_counts || self->car == NULL))
        || !g_cond_wait_until (&self->changed, &self->lock, end))
      break;
  }
  g_mutex_unlock (&self->lock);
  return leave;
}

/* Thread of the bus. */

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
  g_mutex_lock (&self->lock);
  state->driver = g_strdup (picarx_drive_driver (self->drive, now));
  state->estop = picarx_drive_estop (self->drive);
  state->failsafe = self->failsafe;
  self->stats.car = *picarx_car_stats (self->car);
  g_mutex_unlock (&self->lock);
}

static void
tell (PicarxBus * self, PicarxState * state, const Answer * answer)
{
  gchar *json = answer != NULL
      ? picarx_telemetry (state, &answer->ticket, answer->refused)
      : picarx_telemetry (state, NULL, PICARX_REFUSED_NOT);

  self->callbacks.telemetry (json, answer != NULL, self->user_data);
}

static void
tell_state (PicarxBus * self, GQueue * answers)
{
  PicarxState state;
  Answer *answer;
  gint64 now = g_get_monotonic_time ();

  if (picarx_sensors_read (&self->sensors, self->car, now,
          now >= self->next_telemetry))
    self->callbacks.battery (self->sensors.battery, self->sensors.low,
        self->user_data);
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
    answer_free (answer);
  }
  if (due)
    tell (self, &state, NULL);
  if (now >= self->next_telemetry)
    self->next_telemetry =
        now + self->settings.telemetry_interval * G_GINT64_CONSTANT (1000);
  picarx_state_take (&self->shown, &state);
}

static guint
guard_timeout (PicarxBus * self)
{
  guint timeout = self->settings.command_timeout;

  return timeout > 0 ? MAX (timeout, MIN_GUARD_TIMEOUT) : 0;
}

static void
start_guard (PicarxBus * self)
{
  g_autoptr (GError) error = NULL;
  PicarxWires wires;

  if (!self->settings.guard || !picarx_car_get_wires (self->car, &wires))
    return;
  self->guard = picarx_guard_start (&wires, guard_timeout (self), &error);
  if (self->guard == NULL)
    self->callbacks.unguarded (error, self->user_data);
}

static void
tell_guard (PicarxBus * self, gboolean moves)
{
  guint timeout = guard_timeout (self);

  self->next_beat = G_MAXINT64;
  if (self->guard == NULL)
    return;
  if (moves && timeout > 0)
    self->next_beat = g_get_monotonic_time ()
        + timeout * G_GINT64_CONSTANT (1000) / BEATS;
  if (picarx_guard_tell (self->guard, moves))
    return;

  g_autoptr (GError) error = picarx_guard_lost (self->guard);
  self->guard = NULL;
  self->next_beat = G_MAXINT64;
  self->callbacks.unguarded (error, self->user_data);
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
wait_for_work (PicarxBus * self, Work * work, guint * stops)
{
  gint64 until;

  memset (work, 0, sizeof *work);
  g_mutex_lock (&self->lock);
  for (;;) {
    gint64 now = g_get_monotonic_time ();

    until = picarx_drive_deadline (self->drive);
    if (self->moving)
      until = MIN (until, command_deadline_locked (self));
    until = MIN (until, self->next_telemetry);
    until = MIN (until, self->next_beat);
    if (self->closing || self->next.stop || self->next.has_move
        || self->next.look.has_pan || self->next.look.has_tilt
        || !g_queue_is_empty (&self->answers) || self->show || now >= until)
      break;
    if (until == G_MAXINT64)
      g_cond_wait (&self->changed, &self->lock);
    else
      g_cond_wait_until (&self->changed, &self->lock, until);
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
  gboolean guarded = self->guard != NULL && picarx_guard_stopped (self->guard);
  if (!work->stop && (guarded || (self->moving
              && now >= command_deadline_locked (self)))) {
    work->failsafe = TRUE;
    self->failsafe = "timeout";
    self->stats.failsafes++;
  }
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
  tell_guard (self, FALSE);
  return !car_wait (self, self->settings.reverse_delay, TRUE);
}

static gboolean
do_motion (PicarxBus * self, const Work * work, GError ** error)
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
    if (work->move.direction != 0)
      tell_guard (self, TRUE);
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
do_work (PicarxBus * self, const Work * work, guint stops, GError ** error)
{
  gboolean good = TRUE;

  if (work->stop || work->failsafe) {
    good = picarx_car_stop (self->car, work->straighten, work->center, error);
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
  tell_guard (self, moves);
  if (good && work->failsafe)
    self->callbacks.failsafe ("timeout", work->age, self->user_data);
  return good;
}

/* The device does not obey. Stop it by whatever still works, say so once, and
 * keep it so until the end. */
static void
give_up (PicarxBus * self, const GError * error)
{
  g_mutex_lock (&self->lock);
  self->failed = TRUE;
  g_mutex_unlock (&self->lock);
  /* If nothing works, the guard goes on trying. */
  if (self->car != NULL && (picarx_car_stop (self->car, FALSE, FALSE, NULL)
          || picarx_car_hold_reset (self->car)))
    tell_guard (self, FALSE);

  g_mutex_lock (&self->lock);
  self->stops_done = self->stops_wanted;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  self->callbacks.error (error, self->user_data);

  g_mutex_lock (&self->lock);
  while (!self->closing) {
    self->stops_done = self->stops_wanted;
    g_cond_broadcast (&self->changed);
    g_cond_wait (&self->changed, &self->lock);
  }
  g_mutex_unlock (&self->lock);
}

static void
serve (PicarxBus * self, GError ** error)
{
  Work work;
  guint stops;

  g_mutex_lock (&self->lock);
  self->started = TRUE;
  g_mutex_unlock (&self->lock);
  while (wait_for_work (self, &work, &stops)
      && do_work (self, &work, stops, error))
    tell_state (self, &work.answers);
  g_queue_clear_full (&work.answers, (GDestroyNotify) answer_free);
  if (*error != NULL)
    return;
  /* The end: all that is left to do is to stop. */
  if (picarx_car_stop (self->car, FALSE, self->settings.center_on_stop, error))
    picarx_car_rest_lines (self->car);
}

static gpointer
run (gpointer data)
{
  PicarxBus *self = data;
  g_autoptr (GError) error = NULL;
  PicarxClaim *claim = NULL;
  gboolean shared = g_str_equal (self->settings.car.device, "simulated");

  if (!shared)
    claim = picarx_claim_take (self->settings.car.device, self->settings.owner,
        &self->closing, &error);
  if (shared || claim != NULL)
    self->car = picarx_car_open (&self->settings.car, car_wait, self, &error);
  if (self->car != NULL) {
    start_guard (self);
    serve (self, &error);
  }
  if (error != NULL)
    give_up (self, error);
  g_clear_pointer (&self->guard, picarx_guard_end);
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

/* Any thread. */

PicarxBus *
picarx_bus_new (const PicarxBusSettings * settings,
    const PicarxBusCallbacks * callbacks, gpointer user_data,
    GDestroyNotify destroy)
{
  PicarxBus *self = g_new0 (PicarxBus, 1);

  self->ref_count = 2;          /* the caller's and the thread's */
  self->settings = *settings;
  self->settings.car.device = g_strdup (settings->car.device);
  self->settings.car.gpio_chip = g_strdup (settings->car.gpio_chip);
  self->settings.owner = g_strdup (settings->owner);
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->destroy = destroy;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->answers);
  self->drive = picarx_drive_new (settings->driver_timeout,
      settings->take_over);
  self->hold = PICARX_HOLD_PAUSED;
  picarx_sensors_init (&self->sensors, settings->low_battery);
  self->next_beat = G_MAXINT64;
  self->next_telemetry =
      settings->telemetry_interval > 0 ? g_get_monotonic_time () : G_MAXINT64;
  self->thread = g_thread_new ("picarx", run, self);
  return self;
}

static void
stop_locked (PicarxBus * self, gboolean straighten, gboolean center)
{
  if (self->next.has_move)
    self->stats.replaced++;
  self->next.has_move = FALSE;
  self->next.stop = TRUE;
  self->next.straighten |= straighten;
  self->next.center |= center;
  self->stops_wanted++;
}

static void
move_locked (PicarxBus * self, const PicarxCommand * command, gint64 now)
{
  if (self->next.has_move)
    self->stats.replaced++;
  self->next.has_move = TRUE;
  self->next.move = *command;
  memset (&self->next.move.ticket, 0, sizeof (PicarxTicket));
  if (picarx_command_is_neutral (command))
    return;
  self->commanded = now;
  self->moving = TRUE;
  self->failsafe = NULL;
}

static void
look_locked (PicarxBus * self, const PicarxCommand * command)
{
  if (command->has_pan) {
    self->next.look.has_pan = TRUE;
    self->next.look.pan = command->pan;
  }
  if (command->has_tilt) {
    self->next.look.has_tilt = TRUE;
    self->next.look.tilt = command->tilt;
  }
}

static void
answer_locked (PicarxBus * self, PicarxTicket * ticket, PicarxRefused refused)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->ticket = *ticket;
  answer->refused = refused;
  memset (ticket, 0, sizeof *ticket);
  if (self->answers.length >= MAX_ANSWERS) {
    answer_free (g_queue_pop_head (&self->answers));
    self->stats.unanswered++;
  }
  g_queue_push_tail (&self->answers, answer);
  g_cond_broadcast (&self->changed);
}

gboolean
picarx_bus_submit (PicarxBus * self, PicarxCommand * command,
    gboolean straighten)
{
  gint64 now = g_get_monotonic_time ();
  PicarxVerdict verdict = {.refused = PICARX_REFUSED_INPUT };
  gboolean motion = command->action == PICARX_ACTION_MOVE
      || command->action == PICARX_ACTION_SERVO;

  g_mutex_lock (&self->lock);
  /* On hold a motion counts for nothing, not for who drives either. */
  if (self->hold == 0 || !motion)
    verdict = picarx_drive_judge (self->drive, command, now);
  self->stats.commands++;
  if (command->ticket.clamped != 0)
    self->stats.clamped++;
  if (verdict.refused != PICARX_REFUSED_NOT)
    self->stats.refused++;
  if (verdict.stop)
    stop_locked (self, straighten && command->action == PICARX_ACTION_STOP,
        FALSE);
  if (verdict.move)
    move_locked (self, command, now);
  if (verdict.look)
    look_locked (self, command);
  answer_locked (self, &command->ticket, verdict.refused);
  gboolean failed = self->failed;
  g_mutex_unlock (&self->lock);
  return !failed;
}

void
picarx_bus_refuse (PicarxBus * self, PicarxTicket * ticket)
{
  g_mutex_lock (&self->lock);
  answer_locked (self, ticket, PICARX_REFUSED_INPUT);
  g_mutex_unlock (&self->lock);
}

void
picarx_bus_stop (PicarxBus * self)
{
  g_mutex_lock (&self->lock);
  stop_locked (self, FALSE, FALSE);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

gboolean
picarx_bus_hold (PicarxBus * self, PicarxHold reason, guint wait)
{
  gint64 end = g_get_monotonic_time () + wait * G_GINT64_CONSTANT (1000);

  g_mutex_lock (&self->lock);
  /* The end of a stream comes after all that came before it. */
  while (reason == PICARX_HOLD_ENDED && !self->failed && !self->closing
      && (self->next.has_move || self->performing)
      && g_cond_wait_until (&self->changed, &self->lock, end));
  self->hold |= reason;
  memset (&self->next.look, 0, sizeof self->next.look);
  if (reason != PICARX_HOLD_LEAVING)
    stop_locked (self, FALSE, reason == PICARX_HOLD_ENDED
        && self->settings.center_on_stop);
  guint stop = self->stops_wanted;
  g_cond_broadcast (&self->changed);
  /* The counters may wrap around. */
  while (self->started && (gint) (self->stops_done - stop) < 0 && wait > 0
      && self->thread != g_thread_self ()
      && g_cond_wait_until (&self->changed, &self->lock, end));
  gboolean stands = !self->started || (gint) (self->stops_done - stop) >= 0;
  g_mutex_unlock (&self->lock);
  return stands;
}

void
picarx_bus_let_go (PicarxBus * self, PicarxHold reason)
{
  g_mutex_lock (&self->lock);
  self->hold &= ~reason;
  self->show = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
picarx_bus_get_stats (PicarxBus * self, PicarxBusStats * stats)
{
  g_mutex_lock (&self->lock);
  *stats = self->stats;
  g_mutex_unlock (&self->lock);
}

gboolean
picarx_bus_close (PicarxBus * self, guint wait)
{
  gint64 end = g_get_monotonic_time () + wait * G_GINT64_CONSTANT (1000);
  gboolean own = self->thread == g_thread_self ();

  g_mutex_lock (&self->lock);
  g_atomic_int_set (&self->closing, 1);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  picarx_claim_wake ();

  g_mutex_lock (&self->lock);
  while (!self->finished && !own && wait > 0
      && g_cond_wait_until (&self->changed, &self->lock, end));
  gboolean finished = self->finished;
  self->overdue = !finished;
  g_mutex_unlock (&self->lock);

  if (finished)
    g_thread_join (self->thread);
  else
    g_thread_unref (self->thread);
  picarx_bus_unref (self);
  return finished;
}
