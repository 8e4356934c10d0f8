/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxbus-private.h"

#include <string.h>

#include "edgeerror.h"

/* The guard hears of wheels that turn so often in the time of command_timeout,
 * which for it is no shorter than this, in milliseconds. */
#define BEATS 4
#define MIN_TIMEOUT 50
/* But at least so often, to answer; milliseconds. */
#define MOVING_BEAT 250
#define RESTING_BEAT 500
/* Before a new one is started, in milliseconds; from the shortest again after
 * one that held out for so long. */
#define RESTART_MIN 50
#define RESTART_MAX 5000
#define HOLDS_OUT 10000
/* A new one may take so long to its post, in milliseconds. */
#define COMING 2000

static gint64
after (guint milliseconds)
{
  return g_get_monotonic_time () + milliseconds * G_GINT64_CONSTANT (1000);
}

static guint
guard_timeout (PicarxBus * self)
{
  guint timeout = self->settings.command_timeout;

  return timeout > 0 ? MAX (timeout, MIN_TIMEOUT) : 0;
}

static gint64
next_beat (PicarxBus * self, gboolean moves)
{
  guint timeout = guard_timeout (self);

  if (!moves)
    return after (RESTING_BEAT);
  return after (timeout > 0 ? MIN (timeout / BEATS, MOVING_BEAT) : MOVING_BEAT);
}

/* Nobody moves the car without its guard. */
static void
lose_locked (PicarxBus * self)
{
  self->guard_lost = TRUE;
  if (self->hold & PICARX_HOLD_GUARD)
    return;
  self->hold |= PICARX_HOLD_GUARD;
  if (self->moving) {
    self->stats.failsafes++;
    self->guard_failsafe = TRUE;
  }
  if ((self->hold & PICARX_HOLD_LOST) == 0)
    self->failsafe = "guard";
  memset (&self->next.look, 0, sizeof self->next.look);
  picarx_bus_stop_locked (self);
}

/* On the guard's thread. */
static void
on_news (PicarxGuard * guard, gboolean gone, gpointer user_data)
{
  PicarxBus *self = user_data;

  g_mutex_lock (&self->lock);
  if (self->guard == guard) {
    self->guard_news = TRUE;
    if (gone)
      lose_locked (self);
    g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->lock);
}

static void
set_guard (PicarxBus * self, PicarxGuard * guard)
{
  g_mutex_lock (&self->lock);
  self->guard = guard;
  self->guard_lost = FALSE;
  g_mutex_unlock (&self->lock);
  if (guard != NULL)
    picarx_guard_watch (guard, on_news, picarx_bus_ref (self),
        (GDestroyNotify) picarx_bus_unref);
}

void
picarx_bus_start_guard (PicarxBus * self)
{
  g_autoptr (GError) error = NULL;
  PicarxWires wires;

  if (!self->settings.guard || !picarx_car_get_wires (self->car, &wires))
    return;
  edge_backoff_init (&self->guard_backoff, RESTART_MIN, RESTART_MAX);
  PicarxGuard *guard =
      picarx_guard_start (&wires, guard_timeout (self), &error);
  if (guard != NULL && picarx_guard_wait (guard, &error)) {
    self->guarded = TRUE;
    self->guard_since = g_get_monotonic_time ();
    set_guard (self, guard);
    picarx_bus_tell_guard (self, FALSE);
    return;
  }
  if (guard != NULL)
    picarx_guard_abandon (guard);
  self->callbacks.unguarded (error, self->user_data);
}

/* And the next one later. */
static void
let_guard_go (PicarxBus * self)
{
  PicarxGuard *guard = self->guard;

  set_guard (self, NULL);
  if (guard != NULL)
    picarx_guard_abandon (guard);
  self->guard_due = after (edge_backoff_next (&self->guard_backoff,
          g_random_double_range (0, 1)));
}

/* The car was told to stop, or does not obey anyway. */
static void
begin_outage (PicarxBus * self)
{
  g_autoptr (GError) error = g_steal_pointer (&self->guard_error);
  gint64 now = g_get_monotonic_time ();

  if (now - self->guard_since >= HOLDS_OUT * G_GINT64_CONSTANT (1000))
    edge_backoff_reset (&self->guard_backoff);
  if (error == NULL)
    error = edge_error_new (EDGE_ERROR_FAILED, "The guard of the car is gone: "
        "the car stands until there is a new one.", "its watch says so");
  self->guard_outage = now;
  let_guard_go (self);
  g_mutex_lock (&self->lock);
  gboolean failsafe = self->guard_failsafe;
  self->guard_failsafe = FALSE;
  gint64 age = now - self->commanded;
  g_mutex_unlock (&self->lock);
  self->callbacks.guard_lost (error, self->user_data);
  if (failsafe)
    self->callbacks.failsafe ("guard", age, self->user_data);
}

static void
end_outage (PicarxBus * self)
{
  gint64 now = g_get_monotonic_time ();
  guint64 outage = (guint64) (now - self->guard_outage) / 1000;

  self->guard_outage = 0;
  self->guard_since = now;
  g_mutex_lock (&self->lock);
  self->hold &= ~PICARX_HOLD_GUARD;
  self->show = TRUE;
  g_mutex_unlock (&self->lock);
  self->callbacks.guard_back (outage, self->user_data);
}

/* TRUE once there is a guard again. */
static gboolean
replace_guard (PicarxBus * self, gboolean lost, gboolean closing)
{
  gboolean due = g_get_monotonic_time () >= self->guard_due;
  PicarxWires wires;

  if (self->guard != NULL) {
    if (!lost && picarx_guard_is_ready (self->guard)) {
      end_outage (self);
      return TRUE;
    }
    if (lost || due)
      let_guard_go (self);
  } else if (due && !closing && picarx_car_get_wires (self->car, &wires)) {
    PicarxGuard *guard =
        picarx_guard_start (&wires, guard_timeout (self), NULL);

    if (guard != NULL) {
      set_guard (self, guard);
      self->guard_due = after (COMING);
    } else {
      let_guard_go (self);
    }
  }
  return FALSE;
}

gboolean
picarx_bus_tell_guard (PicarxBus * self, gboolean moves)
{
  self->next_beat = G_MAXINT64;
  if (!self->guarded)
    return TRUE;

  g_mutex_lock (&self->lock);
  gboolean lost = self->guard_lost;
  gboolean closing = self->closing;
  /* The stop comes first, then all that takes time. */
  gboolean stopping = self->next.stop && !closing
      && (self->hold & PICARX_HOLD_LOST) == 0;
  self->guard_news = FALSE;
  g_mutex_unlock (&self->lock);

  if (self->guard_outage != 0) {
    if (!replace_guard (self, lost, closing)) {
      self->next_beat = closing ? G_MAXINT64 : self->guard_due;
      return FALSE;
    }
  } else if (lost && stopping) {
    return FALSE;
  }
  if (self->guard_error == NULL
      && picarx_guard_tell (self->guard, moves, &self->guard_error)
      && !lost) {
    self->next_beat = next_beat (self, moves);
    return TRUE;
  }
  if (lost) {
    begin_outage (self);
    self->next_beat = self->guard_due;
  } else {
    g_mutex_lock (&self->lock);
    lose_locked (self);
    g_mutex_unlock (&self->lock);
    self->next_beat = g_get_monotonic_time ();
  }
  return FALSE;
}

void
picarx_bus_end_guard (PicarxBus * self, gboolean stands)
{
  PicarxGuard *guard = self->guard;

  g_mutex_lock (&self->lock);
  self->guard = NULL;
  g_mutex_unlock (&self->lock);
  if (guard != NULL)
    picarx_guard_end (guard, stands);
  g_clear_error (&self->guard_error);
}
