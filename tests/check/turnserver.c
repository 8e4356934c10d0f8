/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "turnserver.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define TURNSERVER "/usr/bin/turnserver"
#define START_TIMEOUT (20 * G_TIME_SPAN_SECOND)

struct _TurnServer
{
  gchar *folder;
  gchar *uri;
  guint port;
  pid_t pid;
};

gboolean
turn_server_is_available (void)
{
  if (g_file_test (TURNSERVER, G_FILE_TEST_IS_EXECUTABLE))
    return TRUE;
  g_print ("SKIP: %s is not installed\n", TURNSERVER);
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

static gboolean
takes_connections (TurnServer * self)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = loopback (self->port);
  gboolean taken =
      connect (fd, (struct sockaddr *) &address, sizeof (address)) == 0;

  close (fd);
  return taken;
}

/* It listens by UDP before it does by TCP. */
static void
wait_until_ready (TurnServer * self)
{
  gint64 deadline = g_get_monotonic_time () + START_TIMEOUT;

  while (!takes_connections (self)) {
    fail_unless (g_get_monotonic_time () < deadline, "coturn starts slowly");
    fail_unless (waitpid (self->pid, NULL, WNOHANG) == 0,
        "coturn ended at once: see %s/log", self->folder);
    poll (NULL, 0, 10);
  }
}

static gchar *
write_config (TurnServer * self)
{
  g_autofree gchar *text = g_strdup_printf ("listening-ip=127.0.0.1\n"
      "listening-port=%u\nrelay-ip=127.0.0.1\nlt-cred-mech\nrealm=test\n"
      "user=me:" TURN_SERVER_PASSWORD "\nallow-loopback-peers\nno-cli\nno-tls\n"
      "no-dtls\npidfile=%s/pid\nuserdb=%s/db\nlog-file=stdout\nsimple-log\n",
      self->port, self->folder, self->folder);
  gchar *path = g_build_filename (self->folder, "turnserver.conf", NULL);

  fail_unless (g_file_set_contents (path, text, -1, NULL));
  return path;
}

TurnServer *
turn_server_new (void)
{
  TurnServer *self = g_new0 (TurnServer, 1);
  g_autofree gchar *path = NULL;
  g_autofree gchar *log = NULL;
  pid_t parent = getpid ();

  self->folder = g_dir_make_tmp ("edge-turn-XXXXXX", NULL);
  fail_unless (self->folder != NULL);
  self->port = free_port ();
  self->uri = g_strdup_printf ("turn://me:" TURN_SERVER_PASSWORD
      "@127.0.0.1:%u", self->port);
  path = write_config (self);
  log = g_build_filename (self->folder, "log", NULL);
  self->pid = fork ();
  fail_unless (self->pid >= 0);
  if (self->pid == 0) {
    /* A failing test is killed and cannot clean up. */
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    if (getppid () != parent || freopen (log, "w", stdout) == NULL
        || freopen ("/dev/null", "w", stderr) == NULL)
      _exit (1);
    execle (TURNSERVER, TURNSERVER, "-c", path, NULL, (char *[]) {
          NULL
        });
    _exit (127);
  }
  wait_until_ready (self);
  return self;
}

void
turn_server_free (TurnServer * self)
{
  static const gchar *const files[] = { "turnserver.conf", "pid", "db", "log" };

  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree gchar *path = g_build_filename (self->folder, files[i], NULL);

    g_unlink (path);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->uri);
  g_free (self);
}

const gchar *
turn_server_uri (TurnServer * self)
{
  return self->uri;
}
