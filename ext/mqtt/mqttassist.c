/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Serving the socket without a change of threads: who waits for messages takes
 * the place of the connection's thread at the socket, and gets them there. The
 * thread lends the place, and takes it back when the guest stays away. */
#include "mqttconnection-private.h"

#include <signal.h>

/* A guest who stays away longer than once or twice this, in milliseconds, has
 * something else to do, and a broker waits for its answers. */
#define PATIENCE 20

void
mqtt_assist_lend (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  if (self->asked && !self->stopping) {
    self->asked = FALSE;
    self->lent = TRUE;
    self->unwatched = FALSE;
    g_cond_broadcast (&self->service);
  }
  while (self->lent && !self->stopping) {
    guint visits = self->visits;

    if (self->unwatched) {
      g_cond_wait (&self->service, &self->lock);
      continue;
    }
    gint64 until = g_get_monotonic_time () + PATIENCE * G_TIME_SPAN_MILLISECOND;
    while (self->lent && !self->stopping
        && g_cond_wait_until (&self->service, &self->lock, until));
    /* At the socket, where nothing happens, or away. */
    if (self->visits == visits && self->guest_inside)
      self->unwatched = TRUE;
    else if (self->visits == visits)
      self->lent = FALSE;
  }
  while (self->guest_inside)
    g_cond_wait (&self->service, &self->lock);
  self->lent = FALSE;
  g_mutex_unlock (&self->lock);
}

void
mqtt_assist_withdraw (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  self->lendable = self->asked = FALSE;
  g_cond_broadcast (&self->service);
  g_mutex_unlock (&self->lock);
}

void
mqtt_assist_block_sigpipe (sigset_t * before)
{
  sigset_t sigpipe;

  sigemptyset (&sigpipe);
  sigaddset (&sigpipe, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &sigpipe, before);
}

void
mqtt_assist_restore_sigpipe (const sigset_t * before, gboolean came)
{
  static const struct timespec at_once = { 0, 0 };
  sigset_t sigpipe;

  if (sigismember (before, SIGPIPE))
    return;
  if (came) {
    sigemptyset (&sigpipe);
    sigaddset (&sigpipe, SIGPIPE);
    sigtimedwait (&sigpipe, NULL, &at_once);
  }
  pthread_sigmask (SIG_SETMASK, before, NULL);
}

static guint
count_wakes (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  guint wakes = self->wakes;
  g_mutex_unlock (&self->lock);
  return wakes;
}

static gboolean
wait_for_service_locked (MqttConnection * self, gint64 deadline)
{
  if (deadline != 0)
    return g_cond_wait_until (&self->service, &self->lock, deadline);
  g_cond_wait (&self->service, &self->lock);
  return TRUE;
}

/* wakes: as counted before enough() was asked. FALSE: there is nothing to
 * serve, or the thread is busy, and the guest may not wait any more. */
static gboolean
enter (MqttConnection * self, guint wakes, gint64 deadline)
{
  g_mutex_lock (&self->lock);
  if (!self->lent && self->lendable && !self->stopping) {
    self->asked = TRUE;
    mqtt_connection_wake_locked (self);
    /* The thread answers, or withdraws; a callback may keep it for long. */
    while (self->asked && !self->stopping && self->wakes == wakes
        && wait_for_service_locked (self, deadline));
    self->asked = FALSE;
  }
  gboolean entered = self->lent && !self->stopping;
  if (entered) {
    self->guest_inside = TRUE;
    self->visits++;
  }
  g_mutex_unlock (&self->lock);
  return entered;
}

static void
leave (MqttConnection * self, gboolean alive)
{
  g_mutex_lock (&self->lock);
  self->guest_inside = FALSE;
  if (!alive)
    self->lent = FALSE;
  if (!alive || self->unwatched || self->stopping) {
    self->unwatched = FALSE;
    g_cond_broadcast (&self->service);
  }
  g_mutex_unlock (&self->lock);
}

gboolean
mqtt_connection_assist (MqttConnection * self,
    gboolean (*enough) (gpointer user_data), gpointer user_data,
    gint64 deadline)
{
  gboolean alive = TRUE;
  guint wakes = count_wakes (self);
  sigset_t before;

  if (enough (user_data))
    return TRUE;
  if (!enter (self, wakes, deadline))
    return FALSE;
  /* TLS writes whatever one does, and libmosquitto does not always say when it
   * failed. */
  gboolean secure = self->ssl_context != NULL;
  if (secure)
    mqtt_assist_block_sigpipe (&before);
  while (alive && !enough (user_data) && !self->leaving
      && (deadline == 0 || g_get_monotonic_time () < deadline))
    alive = mqtt_loop_step (self, deadline);
  /* This thread's next may look at OpenSSL's errors, too. */
  mqtt_tls_forget_errors (&self->tls);
  leave (self, alive);
  if (secure)
    mqtt_assist_restore_sigpipe (&before, TRUE);
  return alive;
}

void
mqtt_connection_wake (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  self->wakes++;
  g_cond_broadcast (&self->service);
  mqtt_connection_wake_locked (self);
  g_mutex_unlock (&self->lock);
}
