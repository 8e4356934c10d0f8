# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""The viewer page in a real Chromium."""

import glob
import os
import shutil
import signal
import subprocess

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

CHROMIUM = '/usr/bin/chromium'
CHROMEDRIVER = '/usr/bin/chromedriver'

# Calls `give` with what the expression yields once that is true, or with null
# when the time is over. (The page's own policy forbids eval().)
_UNTIL = '''
const [timeout, give] = arguments;
const end = performance.now () + timeout;
const ask = () => {
  let value = null;
  try { value = (EXPRESSION); } catch (error) { }
  if (value || performance.now () > end) {
    clearInterval (timer);
    give (value || null);
  }
};
const timer = setInterval (ask, 20);
'''

# A number that changes with the picture.
_PIXELS = '''(() => {
  const video = document.getElementById ('video');
  const canvas = document.createElement ('canvas');
  canvas.width = 64;
  canvas.height = 48;
  const context = canvas.getContext ('2d');
  context.drawImage (video, 0, 0, 64, 48);
  const data = context.getImageData (0, 0, 64, 48).data;
  let sum = 1, bright = 0;
  for (let i = 0; i < data.length; i += 4) {
    sum = (sum * 31 + data[i] + data[i + 1] + data[i + 2]) % 1000003;
    bright += data[i];
  }
  return { sum, bright };
})()'''


class Viewer:
    """One browser with one page. Its temporary files go into `folder`. With
    `hide_addresses` it tells others a made-up name of each of its addresses,
    as it does unless the tests want otherwise."""

    def __init__(self, url, folder, name='viewer', size=(1280, 800),
                 script=None, arguments=(), hide_addresses=False):
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in (
                '--headless=new', '--no-sandbox', '--disable-gpu',
                '--disable-dev-shm-usage', '--no-first-run',
                '--disable-quic', '--disable-sync',
                '--disable-background-networking',
                '--disable-component-update',
                '--disable-background-timer-throttling',
                '--disable-backgrounding-occluded-windows',
                '--disable-renderer-backgrounding',
                '--autoplay-policy=no-user-gesture-required',
                '--allow-loopback-in-peer-connection',
                *(() if hide_addresses else
                  ('--disable-features=WebRtcHideLocalIpsWithMdns',)),
                f'--user-data-dir={self.folder}/profile',
                f'--window-size={size[0]},{size[1]}', *arguments):
            options.add_argument(argument)
        self._service = Service(
            CHROMEDRIVER, env=dict(os.environ, TMPDIR=self.folder))
        self.driver = webdriver.Chrome(service=self._service, options=options)
        self.driver.set_script_timeout(60)
        self.driver.set_page_load_timeout(30)
        if script:          # runs before the page's own
            self.driver.execute_cdp_cmd(
                'Page.addScriptToEvaluateOnNewDocument', {'source': script})
        self.driver.get(url)

    def evaluate(self, expression):
        return self.driver.execute_script(f'return {expression};')

    def until(self, expression, timeout):
        """The expression's value once it is true."""
        value = self.driver.execute_async_script(
            _UNTIL.replace('EXPRESSION', expression), timeout * 1000)
        if value is None:
            raise AssertionError(
                f'not within {timeout} s: {expression}; the page says: '
                f'{self.evaluate("window.edgeViewer")}')
        return value

    def state(self):
        return self.evaluate('window.edgeViewer')

    def live(self, timeout=20):
        """Waits for pictures, the data channel and telemetry."""
        self.until('edgeViewer.frames > 3 && edgeViewer.data === "open" '
                   '&& edgeViewer.telemetry && !edgeViewer.veil', timeout)
        return self

    def pixels(self):
        return self.evaluate(_PIXELS)

    def press(self, key):
        ActionChains(self.driver).key_down(key).perform()

    def lift(self, key):
        ActionChains(self.driver).key_up(key).perform()

    def click(self, identifier):
        self.driver.find_element(By.ID, identifier).click()

    def text(self, identifier):
        return self.driver.find_element(By.ID, identifier).text

    def close_tab(self):
        """As a person closes it: another, empty tab stays."""
        page = self.driver.current_window_handle
        self.driver.switch_to.new_window('tab')
        other = self.driver.current_window_handle
        self.driver.switch_to.window(page)
        self.driver.close()
        self.driver.switch_to.window(other)

    def _chromium(self):
        """The browser's first process, a child of one of the driver's
        threads."""
        found = []
        for path in glob.glob(
                f'/proc/{self._service.process.pid}/task/*/children'):
            with open(path, encoding='ascii') as children:
                found += [int(pid) for pid in children.read().split()]
        return found

    def kill(self):
        """The browser's end without a word to anybody."""
        found = self._chromium()
        assert found, 'no process of the browser'
        for pid in found:
            os.kill(pid, signal.SIGKILL)

    def stop(self):
        try:
            self.driver.quit()
        except Exception:  # pylint: disable=broad-except
            pass            # killed before: the driver has nobody to talk to
        self._service.stop()


def prepare_page(build, source):
    """The folder that the broker serves, made as examples/demo makes it."""
    folder = os.path.join(build, 'viewer')
    made = subprocess.run(
        [os.path.join(source, 'examples/viewer/fetch-mqttjs'), folder],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False)
    if made.returncode != 0:
        raise AssertionError(made.stdout)
    return folder


def missing():
    """The reason why no browser can be started, or None."""
    for program in (CHROMIUM, CHROMEDRIVER):
        if not shutil.which(program):
            return f'{program} is not installed'
    return None
