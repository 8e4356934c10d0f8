/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxbus-private.h"

#include <string.h>

#include "edgebackoff.h"
#include "edgeerror.h"

/* Between two resets of a controller that does not obey, in milliseconds. */
#define RESET_MIN 100
#define RESET_MAX 5000
/* At the end it is tried for so long, in milliseconds; then it is left to the
 * guard. */
#define LAST_STOP_TIME 2000

typedef struct
{
  EdgeBackoff backoff;
  gint64 since;
  gboolean stands;              /* the stop got through */
  guint stops;                  /* of stops_wanted, heard of before */
} Rescue;

/* From now on nobody moves the car, and what is waiting is not for later. */
static void
begin (PicarxBus * self, Rescue * rescue)
{
  edge_backoff_init (&rescue->backoff, RESET_MIN, RESET_MAX);
  rescue->since = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  self->hold |= PICARX_HOLD_LOST;
  self->failsafe = "device";
  self->next.has_move = FALSE;
  memset (&self->next.look, 0, sizeof self->next.look);
  rescue->stops = self->stops_wanted;
  g_mutex_unlock (&self->lock);
}

/* The guard hears that we are alive, commands are answered. TRUE: try again
 * now, since it is time, somebody wants it to stop or the end has come. */
static gboolean
pass_time (PicarxBus * self, Rescue * rescue, gint64 end)
{
  GQueue answers = G_QUEUE_INIT;
  gint64 until = MIN (MIN (end, self->next_beat), self->next_telemetry);
  gboolean news;
  gint64 now;

  g_mutex_lock (&self->lock);
  while (!self->closing && self->stops_wanted == rescue->stops && !self->show
      && !self->guard_news && g_queue_is_empty (&self->answers)
      && (now = g_get_monotonic_time ()) < until)
    g_cond_wait_until (&self->changed, &self->lock, until);
  now = g_get_monotonic_time ();
  news = self->guard_news;
  answers = self->answers;
  g_queue_init (&self->answers);
  gboolean again = self->closing || now >= end
      || (self->stops_wanted != rescue->stops && !rescue->stands);
  rescue->stops = self->stops_wanted;
  if (rescue->stands)
    self->stops_done = rescue->stops;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);

  if (news || now >= self->next_beat)
    picarx_bus_tell_guard (self, !rescue->stands);
  picarx_bus_tell (self, &answers, FALSE);
  return again;
}

static gboolean
is_closing (PicarxBus * self)
{
  g_mutex_lock (&self->lock);
  gboolean closing = self->closing;
  g_mutex_unlock (&self->lock);
  return closing;
}

/* Resets it, less and less often, until it obeys. */
static gboolean
reset_until_back (PicarxBus * self, Rescue * rescue, GError ** error)
{
  for (;;) {
    g_autoptr (GError) local = NULL;
    guint delay =
        edge_backoff_next (&rescue->backoff, g_random_double_range (0, 1));

    if (picarx_car_rescue (self->car, &local))
      return TRUE;
    if (g_error_matches (local, EDGE_ERROR, EDGE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    gint64 end = g_get_monotonic_time () + delay * G_GINT64_CONSTANT (1000);
    while (!pass_time (self, rescue, end));
    if (is_closing (self))
      return FALSE;
  }
}

/* The wheels stand: it was told so, or has come out of a reset. */
static void
set_stands (PicarxBus * self, Rescue * rescue)
{
  rescue->stands = TRUE;
  g_mutex_lock (&self->lock);
  self->stops_done = rescue->stops;
  self->moving = FALSE;
  self->performing = FALSE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  picarx_bus_tell_guard (self, FALSE);
}

gboolean
picarx_bus_rescue (PicarxBus * self, GError * error, GError ** final)
{
  GQueue none = G_QUEUE_INIT;
  Rescue rescue = { 0 };

  begin (self, &rescue);
  g_mutex_lock (&self->lock);
  self->stats.outages++;
  g_mutex_unlock (&self->lock);
  if (picarx_car_stop (self->car, FALSE, FALSE, NULL))
    set_stands (self, &rescue);
  else
    picarx_bus_tell_guard (self, TRUE);
  /* No reset line, or nothing that it would bring back. */
  if (!picarx_car_get_resettable (self->car)
      || g_error_matches (error, EDGE_ERROR, EDGE_ERROR_NOT_FOUND)) {
    g_propagate_error (final, error);
    return FALSE;
  }
  self->callbacks.lost (error, self->user_data);
  g_error_free (error);
  picarx_bus_tell (self, &none, FALSE);
  if (!reset_until_back (self, &rescue, final))
    return FALSE;

  set_stands (self, &rescue);
  /* Whatever it did meanwhile. */
  gboolean reset = FALSE;
  if (self->guard != NULL)
    picarx_guard_stopped (self->guard, &reset);
  g_mutex_lock (&self->lock);
  self->hold &= ~PICARX_HOLD_LOST;
  self->tick = g_get_monotonic_time ();
  self->show = TRUE;
  g_mutex_unlock (&self->lock);
  self->callbacks.back ((g_get_monotonic_time () - rescue.since) / 1000,
      self->user_data);
  return TRUE;
}

void
picarx_bus_give_up (PicarxBus * self, const GError * error)
{
  Rescue rescue = { 0 };

  begin (self, &rescue);
  rescue.stands = self->car == NULL || !picarx_car_found (self->car);
  g_mutex_lock (&self->lock);
  self->failed = TRUE;
  g_mutex_unlock (&self->lock);
  if (!rescue.stands && (picarx_car_stop (self->car, FALSE, FALSE, NULL)
          || picarx_car_rescue (self->car, NULL)))
    set_stands (self, &rescue);

  g_mutex_lock (&self->lock);
  self->stops_done = self->stops_wanted;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  self->callbacks.error (error, self->user_data);
  while (!is_closing (self) && !rescue.stands) {
    guint delay =
        edge_backoff_next (&rescue.backoff, g_random_double_range (0, 1));
    gint64 end = g_get_monotonic_time () + delay * G_GINT64_CONSTANT (1000);

    while (!pass_time (self, &rescue, end));
    if (picarx_car_rescue (self->car, NULL))
      set_stands (self, &rescue);
  }

  g_mutex_lock (&self->lock);
  while (!self->closing) {
    self->stops_done = self->stops_wanted;
    g_cond_broadcast (&self->changed);
    g_cond_wait (&self->changed, &self->lock);
  }
  g_mutex_unlock (&self->lock);
}

gboolean
picarx_bus_last_stop (PicarxBus * self, GError ** error)
{
  gint64 end =
      g_get_monotonic_time () + LAST_STOP_TIME * G_GINT64_CONSTANT (1000);
  gboolean stands = picarx_car_stop (self->car, FALSE,
      self->settings.center_on_stop, error);

  while (!stands && picarx_car_get_resettable (self->car)
      && g_get_monotonic_time () < end) {
    picarx_bus_tell_guard (self, TRUE);
    stands = picarx_car_rescue (self->car, NULL);
  }
  if (stands) {
    picarx_car_rest_lines (self->car);
    if (error != NULL)
      g_clear_error (error);
  }
  return stands;
}
