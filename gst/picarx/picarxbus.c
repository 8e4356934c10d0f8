/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxbus-private.h"

#include <string.h>

#include "picarxclaim.h"

/* Answers that wait for a bus that hangs; older ones go. */
#define MAX_ANSWERS 256

/* The thread of the bus wakes up several times in this. If it did not, all of
 * the program stood still (SIGSTOP, a debugger, a machine that swaps), and what
 * comes next is what piled up meanwhile in sockets and queues: nobody knows how
 * old, unless it says so. What comes only SETTLE later was sent afterwards.
 * Microseconds. */
#define FROZEN 1500000
#define SETTLE 500000

void
picarx_answer_free (PicarxAnswer * answer)
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
  g_queue_clear_full (&self->answers, (GDestroyNotify) picarx_answer_free);
  picarx_state_clear (&self->shown);
  picarx_drive_free (self->drive);
  g_free (self->settings.car.device);
  g_free (self->settings.car.gpio_chip);
  g_free ((gchar *) self->settings.owner);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

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
  self->thread = g_thread_new ("picarx", picarx_bus_thread, self);
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

void
picarx_bus_stop_locked (PicarxBus * self)
{
  stop_locked (self, FALSE, FALSE);
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
  PicarxAnswer *answer = g_new0 (PicarxAnswer, 1);

  answer->ticket = *ticket;
  answer->refused = refused;
  memset (ticket, 0, sizeof *ticket);
  if (self->answers.length >= MAX_ANSWERS) {
    picarx_answer_free (g_queue_pop_head (&self->answers));
    self->stats.unanswered++;
  }
  g_queue_push_tail (&self->answers, answer);
  g_cond_broadcast (&self->changed);
}

void
picarx_bus_tick_locked (PicarxBus * self, gint64 now)
{
  gboolean late = self->started && now - self->tick > FROZEN;

  self->tick = now;
  if (!late)
    return;
  self->settled = now + SETTLE;
  self->frozen = self->moving;
  if (self->next.has_move)
    self->stats.stale++;
  self->next.has_move = FALSE;
  memset (&self->next.look, 0, sizeof self->next.look);
  g_cond_broadcast (&self->changed);
}

static gboolean
is_late_locked (PicarxBus * self, const PicarxTicket * ticket, gint64 now)
{
  if (self->settings.max_age == 0 || !ticket->has_at)
    return now < self->settled;
  gdouble age = g_get_real_time () / 1000.0 - ticket->at;
  return age > self->settings.max_age || -age > self->settings.max_age;
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
  if (self->waiting)
    picarx_bus_tick_locked (self, now);
  command->ticket.late = is_late_locked (self, &command->ticket, now);
  /* On hold a motion counts for nothing, not for who drives either. */
  if (self->hold == 0 || !motion)
    verdict = picarx_drive_judge (self->drive, command, now);
  self->stats.commands++;
  if (command->ticket.clamped != 0)
    self->stats.clamped++;
  if (verdict.refused != PICARX_REFUSED_NOT)
    self->stats.refused++;
  if (verdict.refused == PICARX_REFUSED_AGE)
    self->stats.late++;
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
  picarx_bus_stop_locked (self);
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
