/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttbroker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOSQUITTO "/usr/sbin/mosquitto"
#define OPENSSL "/usr/bin/openssl"
#define START_TIMEOUT (20 * G_TIME_SPAN_SECOND)

struct _MqttBroker
{
  gchar *folder;
  gchar *config;
  guint port;
  pid_t pid;
};

gboolean
mqtt_broker_is_available (void)
{
  if (g_file_test (MOSQUITTO, G_FILE_TEST_IS_EXECUTABLE))
    return TRUE;
  g_print ("SKIP: %s is not installed\n", MOSQUITTO);
  return FALSE;
}

static struct sockaddr_in
loopback (guint port)
{
  struct sockaddr_in address = {.sin_family = AF_INET };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  address.sin_port = htons ((guint16) port);
  return address;
}

/* A port of the kernel's choice is not given out again soon. */
static guint
free_port (void)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback (0);
  socklen_t size = sizeof (address);

  fail_unless (bind (fd, (struct sockaddr *) &address, sizeof (address)) == 0);
  fail_unless (getsockname (fd, (struct sockaddr *) &address, &size) == 0);
  close (fd);
  return ntohs (address.sin_port);
}

gchar *
mqtt_broker_write_file (MqttBroker * self, const gchar * name,
    const gchar * text)
{
  gchar *path = g_build_filename (self->folder, name, NULL);

  fail_unless (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static gchar *
replace (const gchar * text, const gchar * what, const gchar * by)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  return g_strjoinv (by, parts);
}

static gchar *
make_config (MqttBroker * self, const gchar * more)
{
  g_autofree gchar *port = g_strdup_printf ("%u", self->port);
  g_autoptr (GString) config = g_string_new (NULL);

  if (getuid () == 0)
    g_string_append (config, "user root\n");
  g_string_append_printf (config, "persistence false\nset_tcp_nodelay true\n"
      "log_type all\nlog_dest file %s/log\n", self->folder);
  if (more == NULL || (!g_str_has_prefix (more, "listener")
          && strstr (more, "\nlistener") == NULL))
    g_string_append (config, "listener %p 127.0.0.1\n");
  if (more == NULL || strstr (more, "allow_anonymous") == NULL)
    g_string_append (config, "allow_anonymous true\n");
  g_string_append (config, more != NULL ? more : "");

  g_autofree gchar *with_port = replace (config->str, "%p", port);
  return replace (with_port, "%d", self->folder);
}

MqttBroker *
mqtt_broker_new_stopped (const gchar * config)
{
  MqttBroker *self = g_new0 (MqttBroker, 1);

  self->folder = g_dir_make_tmp ("edge-mqtt-XXXXXX", NULL);
  fail_unless (self->folder != NULL);
  self->port = free_port ();
  self->config = make_config (self, config);
  return self;
}

static gboolean
takes_connections (MqttBroker * self)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback (self->port);
  gboolean taken =
      connect (fd, (struct sockaddr *) &address, sizeof (address)) == 0;

  close (fd);
  return taken;
}

/* There is no event for "it listens now": look every 10 ms, with a deadline,
 * and wake early should the broker give up. */
static void
wait_until_ready (MqttBroker * self)
{
  gint64 deadline = g_get_monotonic_time () + START_TIMEOUT;

  while (!takes_connections (self)) {
    fail_unless (g_get_monotonic_time () < deadline, "mosquitto starts slowly");
    fail_unless (waitpid (self->pid, NULL, WNOHANG) == 0,
        "mosquitto ended at once: see %s/log", self->folder);
    poll (NULL, 0, 10);
  }
}

void
mqtt_broker_start (MqttBroker * self)
{
  g_autofree gchar *path =
      mqtt_broker_write_file (self, "mosquitto.conf", self->config);
  g_autofree gchar *errors = g_build_filename (self->folder, "stderr", NULL);
  pid_t parent = getpid ();

  fail_unless (self->pid == 0);
  self->pid = fork ();
  fail_unless (self->pid >= 0);
  if (self->pid == 0) {
    /* A failing test is killed and cannot clean up. */
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    if (getppid () != parent)
      _exit (1);
    if (freopen (errors, "w", stderr) == NULL
        || freopen ("/dev/null", "w", stdout) == NULL)
      _exit (1);
    /* What sanitizers and tracers want is not for the broker. */
    execle (MOSQUITTO, MOSQUITTO, "-c", path, NULL, (char *[]) {
          NULL
        });
    _exit (127);
  }
  wait_until_ready (self);
}

MqttBroker *
mqtt_broker_new (const gchar * config)
{
  MqttBroker *self = mqtt_broker_new_stopped (config);

  mqtt_broker_start (self);
  return self;
}

void
mqtt_broker_kill (MqttBroker * self)
{
  if (self->pid == 0)
    return;
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  self->pid = 0;
}

void
mqtt_broker_freeze (MqttBroker * self)
{
  kill (self->pid, SIGSTOP);
}

void
mqtt_broker_thaw (MqttBroker * self)
{
  kill (self->pid, SIGCONT);
}

void
mqtt_broker_free (MqttBroker * self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const gchar *name;

  mqtt_broker_kill (self);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree gchar *path = g_build_filename (self->folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->config);
  g_free (self);
}

guint
mqtt_broker_port (MqttBroker * self)
{
  return self->port;
}

const gchar *
mqtt_broker_folder (MqttBroker * self)
{
  return self->folder;
}

gchar *
mqtt_broker_log (MqttBroker * self)
{
  g_autofree gchar *path = g_build_filename (self->folder, "log", NULL);
  gchar *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text != NULL ? text : g_strdup ("");
}

gboolean
mqtt_broker_can_make_certificates (void)
{
  if (g_file_test (OPENSSL, G_FILE_TEST_IS_EXECUTABLE))
    return TRUE;
  g_print ("SKIP: " OPENSSL " is not installed\n");
  return FALSE;
}

void
mqtt_broker_make_certificate (MqttBroker * self, const gchar * name,
    const gchar * san)
{
  g_autofree gchar *key = g_strdup_printf ("%s/%s.key", self->folder, name);
  g_autofree gchar *cert = g_strdup_printf ("%s/%s.pem", self->folder, name);
  g_autofree gchar *extension = g_strconcat ("subjectAltName=", san, NULL);
  const gchar *argv[] = { OPENSSL, "req", "-x509", "-newkey", "ec",
    "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
    "-keyout", key, "-out", cert, "-subj", "/CN=test", "-addext", extension,
    NULL
  };
  gint status = -1;

  fail_unless (g_spawn_sync (NULL, (gchar **) argv, NULL,
          G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
          NULL, NULL, &status, NULL) && status == 0, "openssl");
}
