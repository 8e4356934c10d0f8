/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttconnection-private.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "edgeerror.h"
#include "mqtttopic.h"

static void
subscription_free (MqttSubscription * subscription)
{
  g_free (subscription->filter);
  g_free (subscription);
}

MqttConnection *
mqtt_connection_new (const MqttCallbacks * callbacks, gpointer user_data,
    GstObject * object)
{
  MqttConnection *self = g_new0 (MqttConnection, 1);

  self->ref_count = 1;
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->object = object;
  self->wake_fd = -1;
  self->receiving = TRUE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_cond_init (&self->service);
  mqtt_settings_init (&self->settings);
  mqtt_queue_init (&self->queue, 0, 0);
  self->subscriptions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) subscription_free);
  return self;
}

MqttConnection *
mqtt_connection_ref (MqttConnection * self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
mqtt_connection_unref (MqttConnection * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  mqtt_connection_stop (self);
  mqtt_queue_clear (&self->queue);
  g_ptr_array_unref (self->subscriptions);
  mqtt_settings_clear (&self->settings);
  g_free (self->stats.last_error);
  g_cond_clear (&self->service);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* One write until the thread has read it, however many messages come. */
void
mqtt_connection_wake_locked (MqttConnection * self)
{
  guint64 one = 1;

  if (self->woken || self->wake_fd < 0)
    return;
  self->woken = TRUE;
  /* Fails only when the counter is full, and then the thread wakes too. */
  if (write (self->wake_fd, &one, sizeof (one)) < 0)
    return;
}

gboolean
mqtt_connection_start (MqttConnection * self, const MqttSettings * settings,
    GError ** error)
{
  g_return_val_if_fail (self->thread == NULL, FALSE);

  mqtt_settings_clear (&self->settings);
  mqtt_settings_copy (&self->settings, settings);
  if (!mqtt_settings_resolve (&self->settings, error))
    return FALSE;
  self->id_length = strlen (self->settings.client_id);
  self->broker = mqtt_settings_broker (&self->settings);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->wake_fd < 0) {
    edge_set_error (error, EDGE_ERROR_LIBRARY,
        "Could not make an event for the MQTT connection.", "eventfd: %s",
        g_strerror (errno));
    goto failed;
  }
  if (!mqtt_handle_prepare (self, error))
    goto failed;

  g_mutex_lock (&self->lock);
  self->queue.max_bytes = self->settings.max_queue_bytes;
  self->queue.max_messages = self->settings.max_queue_buffers;
  self->stopping = self->dead = self->woken = FALSE;
  self->state = MQTT_STATE_CONNECTING;
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->stats.last_error, g_free);
  memset (&self->stats, 0, sizeof (self->stats));
  if (self->queue.waiting.length > 0)
    mqtt_connection_wake_locked (self);
  g_mutex_unlock (&self->lock);

  self->thread =
      g_thread_try_new ("mqtt", (GThreadFunc) mqtt_loop_run, self, error);
  if (self->thread != NULL)
    return TRUE;
  mqtt_handle_cleanup (self);
  g_clear_object (&self->cancellable);

failed:
  if (self->wake_fd >= 0)
    close (self->wake_fd);
  self->wake_fd = -1;
  g_clear_pointer (&self->broker, g_free);
  return FALSE;
}

void
mqtt_connection_stop (MqttConnection * self)
{
  if (self->thread == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  mqtt_connection_wake_locked (self);
  g_cond_broadcast (&self->changed);
  g_cond_broadcast (&self->service);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->thread, g_thread_join);

  g_mutex_lock (&self->lock);
  g_clear_object (&self->cancellable);
  close (self->wake_fd);
  self->wake_fd = -1;
  self->state = MQTT_STATE_DISCONNECTED;
  mqtt_queue_clear (&self->queue);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->broker, g_free);
}

gboolean
mqtt_connection_subscribe (MqttConnection * self, const gchar * filter,
    guint qos, MqttSubscribeFlags flags, GError ** error)
{
  const gchar *problem = mqtt_topic_filter_problem (filter);

  if (problem != NULL) {
    g_autofree gchar *shown = mqtt_topic_show (filter);

    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "The topic to subscribe to is not a valid MQTT topic filter.",
        "\"%s\" %s", shown, problem);
    return FALSE;
  }
  MqttSubscription *subscription = g_new0 (MqttSubscription, 1);
  subscription->filter = g_strdup (filter);
  subscription->qos = qos;
  subscription->flags = flags;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->subscriptions, subscription);
  mqtt_connection_wake_locked (self);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

void
mqtt_connection_set_receiving (MqttConnection * self, gboolean receiving)
{
  g_mutex_lock (&self->lock);
  if (self->receiving != receiving) {
    self->receiving = receiving;
    mqtt_connection_wake_locked (self);
  }
  g_mutex_unlock (&self->lock);
}

static gboolean
is_publishable (const MqttMessage * message)
{
  return mqtt_topic_problem (message->topic) == NULL
      && message->size <= MQTT_MAX_PAYLOAD && message->qos <= 2;
}

/* Makes room for size bytes; QUEUED: there is. */
static MqttPublishResult
make_room_locked (MqttConnection * self, gsize size, MqttQueueFull queue_full,
    gboolean * dropped)
{
  if (!mqtt_queue_has_room (&self->queue, size))
    self->stats.expired += mqtt_queue_drop_expired (&self->queue,
        g_get_monotonic_time ());
  while (!mqtt_queue_has_room (&self->queue, size)) {
    if (self->flushing || self->stopping)
      return MQTT_PUBLISH_FLUSHING;
    if (self->dead)
      return MQTT_PUBLISH_DEAD;
    switch (queue_full) {
      case MQTT_QUEUE_FULL_BLOCK:
        g_cond_wait (&self->changed, &self->lock);
        break;
      case MQTT_QUEUE_FULL_DROP_OLD:
        *dropped = TRUE;
        self->stats.dropped++;
        if (!mqtt_queue_drop_oldest (&self->queue))
          return MQTT_PUBLISH_DROPPED;
        break;
      case MQTT_QUEUE_FULL_DROP_NEW:
        self->stats.dropped++;
        return MQTT_PUBLISH_DROPPED;
      case MQTT_QUEUE_FULL_ERROR:
      default:
        return MQTT_PUBLISH_FULL;
    }
  }
  return MQTT_PUBLISH_QUEUED;
}

MqttPublishResult
mqtt_connection_publish (MqttConnection * self, const MqttMessage * message,
    MqttQueueFull queue_full)
{
  gboolean dropped = FALSE;
  MqttPublishResult result;

  if (!is_publishable (message))
    return MQTT_PUBLISH_INVALID;

  g_mutex_lock (&self->lock);
  if (self->dead)
    result = MQTT_PUBLISH_DEAD;
  else if (self->flushing)
    result = MQTT_PUBLISH_FLUSHING;
  else
    result = make_room_locked (self, mqtt_queue_size (message), queue_full,
        &dropped);
  if (result == MQTT_PUBLISH_QUEUED) {
    mqtt_queue_push (&self->queue, mqtt_stored_message_new (message),
        g_get_monotonic_time ());
    mqtt_connection_wake_locked (self);
    if (dropped)
      result = MQTT_PUBLISH_DROPPED;
  }
  g_mutex_unlock (&self->lock);
  return result;
}

void
mqtt_connection_set_flushing (MqttConnection * self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

gboolean
mqtt_connection_drain (MqttConnection * self, guint linger, guint * left)
{
  gint64 deadline = g_get_monotonic_time () +
      (gint64) linger * G_TIME_SPAN_MILLISECOND;

  g_mutex_lock (&self->lock);
  while (mqtt_queue_length (&self->queue) > 0 && !self->flushing
      && !self->dead && !self->stopping
      && g_cond_wait_until (&self->changed, &self->lock, deadline));
  *left = mqtt_queue_length (&self->queue);
  gboolean flushing = self->flushing;
  g_mutex_unlock (&self->lock);
  return *left == 0 || !flushing;
}

MqttState
mqtt_connection_get_state (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  MqttState state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

void
mqtt_connection_get_stats (MqttConnection * self, MqttStats * stats)
{
  g_mutex_lock (&self->lock);
  *stats = self->stats;
  stats->connected = self->state == MQTT_STATE_CONNECTED;
  stats->queued = mqtt_queue_length (&self->queue);
  stats->queued_bytes = self->queue.bytes;
  stats->last_error = g_strdup (self->stats.last_error);
  g_mutex_unlock (&self->lock);
}
