# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Keys, buttons and a gamepad at one page: one of them drives at a time, and
each of them stops."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from pagecase import PageCase
from robot import FORWARD_50, STOP
from sentences import main

# A gamepad that the test holds in its hands.
GAMEPAD = '''
window.testPad = null;
window.testFocus = true;
navigator.getGamepads = () => [window.testPad];
document.hasFocus = () => window.testFocus;
window.plug = (mapping) => {
  window.testPad = { id: 'Test pad', index: 0, connected: true, mapping,
    axes: [0, 0, 0, 0],
    buttons: Array.from ({ length: 17 }, () => ({ pressed: false })) };
  window.dispatchEvent (new Event ('gamepadconnected'));
};
window.unplug = () => {
  const event = new Event ('gamepaddisconnected');
  event.gamepad = window.testPad;
  window.testPad = null;
  window.dispatchEvent (event);
};
window.press = (number, pressed) => {
  window.testPad.buttons[number].pressed = pressed;
};
'''
LB, RT, B = 4, 7, 1


class Hands(PageCase):
    def open(self, mapping='standard'):
        self.start()
        viewer = self.view(script=GAMEPAD).live()
        self.run_in(viewer, f'plug ("{mapping}")')
        viewer.until('document.getElementById ("gamepad").dataset.on === "true"',
                     5)
        viewer.until('edgeViewer.locked === ""', 10)
        # A frame, so that the pad was seen at rest.
        viewer.until('edgeViewer.frames > 0', 5)
        self.frame(viewer)
        return viewer

    @staticmethod
    def run_in(viewer, statement):
        viewer.driver.execute_script(statement)

    @staticmethod
    def frame(viewer):
        """Two pictures of the page later: the gamepad was looked at."""
        viewer.driver.execute_async_script(
            'const give = arguments[0]; requestAnimationFrame (() =>'
            ' requestAnimationFrame (() => requestAnimationFrame (give)));')

    def push(self, viewer, forward, button=LB):
        """The left stick is pushed, then the button pressed."""
        start = self.trace.mark()
        self.run_in(viewer, f'testPad.axes[1] = {-forward}; '
                    f'press ({button}, true)')
        return start

    def stick_drives(self, viewer, button=LB):
        start = self.push(viewer, 1, button)
        viewer.until('edgeViewer.source === "gamepad"', 3)
        return self.trace.holds(FORWARD_50, 3, start)

    def test_gamepad_moves_nothing_until_its_button_is_held(self):
        viewer = self.open()
        start = self.trace.mark()
        self.run_in(viewer, 'testPad.axes[0] = testPad.axes[1] = -1')
        self.frame(viewer)
        self.assertFalse(viewer.state()['driving'])
        self.assertEqual(viewer.state()['sent']['channel'], 0)
        self.assert_stays(start)

    def test_letting_the_button_go_stops_at_once(self):
        viewer = self.open()
        for button in LB, RT:
            with self.subTest(button):
                moved = self.stick_drives(viewer, button)
                self.run_in(viewer, f'press ({button}, false)')
                self.assert_stays(self.stops(moved, 1))
                self.assertFalse(viewer.state()['driving'])

    def test_unplugged_gamepad_stops_at_once(self):
        viewer = self.open()
        moved = self.stick_drives(viewer)
        self.run_in(viewer, 'unplug ()')
        self.assert_stays(self.stops(moved, 1))
        # Plugged in again, with its button still held: that is not enough.
        again = self.trace.mark()
        self.run_in(viewer, 'plug ("standard"); press (4, true); '
                    'testPad.axes[1] = -1')
        self.frame(viewer)
        self.assertFalse(viewer.state()['driving'])
        self.assert_stays(again)

    def test_gamepad_stops_when_the_page_is_no_longer_in_front(self):
        viewer = self.open()
        moved = self.stick_drives(viewer)
        self.run_in(viewer, 'testFocus = false; '
                    'window.dispatchEvent (new Event ("blur"))')
        stopped = self.stops(moved, 1)
        self.run_in(viewer, 'press (4, false)')
        self.frame(viewer)
        self.run_in(viewer, 'press (4, true)')
        self.frame(viewer)
        self.assertFalse(viewer.state()['driving'])
        self.run_in(viewer, 'testFocus = true')
        self.frame(viewer)
        self.assertFalse(viewer.state()['driving'])
        self.assert_stays(stopped)
        self.run_in(viewer, 'press (4, false)')
        self.frame(viewer)
        self.stick_drives(viewer)

    def test_gamepad_that_is_no_longer_looked_at_stops(self):
        viewer = self.open()
        moved = self.stick_drives(viewer)
        self.run_in(viewer, 'window.requestAnimationFrame = () => 0')
        self.assert_stays(self.stops(moved, 2))

    def test_gamepad_without_a_known_layout_is_not_used_and_named(self):
        viewer = self.open(mapping='')
        start = self.push(viewer, 1)
        self.frame(viewer)
        self.assertFalse(viewer.state()['driving'])
        self.assertIn('is not used', viewer.text('gamepad'))
        self.assert_stays(start)

    def test_gamepad_on_the_table_does_not_disturb_the_keys(self):
        viewer = self.open()
        self.run_in(viewer, 'testPad.axes[1] = 0.6; testPad.axes[0] = -0.3')
        moved = self.drive(viewer)
        told = self.observer.messages.mark()
        for _ in range(3):
            self.telemetry(lambda t: t['left'] == 50, 3, told)
            told = self.observer.messages.mark()
        self.assertEqual(viewer.state()['source'], 'keys')
        self.assertNotIn(STOP[0], self.trace.since(moved))
        viewer.lift('w')
        self.stops(moved, 1)

    def test_hands_used_last_have_the_wheel_and_nothing_comes_back(self):
        viewer = self.open()
        self.drive(viewer)
        self.push(viewer, -1)
        self.telemetry(lambda t: t['left'] == -50, 3,
                       self.observer.messages.mark())
        self.assertEqual(viewer.state()['source'], 'gamepad')
        # The key that drove before is let go: that is not a stop any more.
        away = self.trace.mark()
        viewer.lift('w')
        self.telemetry(lambda t: t['left'] == -50, 3,
                       self.observer.messages.mark())
        self.assertNotIn(STOP[0], self.trace.since(away))
        # A key takes over; the gamepad's button is still held.
        moved = self.drive(viewer)
        self.assertEqual(viewer.state()['source'], 'keys')
        viewer.lift('w')
        stopped = self.stops(moved, 1)
        self.frame(viewer)
        self.assertFalse(viewer.state()['driving'])
        self.assert_stays(stopped)

    def test_button_on_the_page_and_key_do_not_fight(self):
        viewer = self.open()
        start = self.trace.mark()
        forward = viewer.driver.find_element(By.ID, 'btn-forward')
        ActionChains(viewer.driver).click_and_hold(forward).perform()
        self.trace.holds(FORWARD_50, 3, start)
        self.assertEqual(viewer.state()['source'], 'buttons')
        viewer.press('s')
        self.telemetry(lambda t: t['left'] == -50, 3,
                       self.observer.messages.mark())
        away = self.trace.mark()
        ActionChains(viewer.driver).release().perform()
        self.telemetry(lambda t: t['left'] == -50, 3,
                       self.observer.messages.mark())
        self.assertNotIn(STOP[0], self.trace.since(away))
        viewer.lift('s')
        self.assert_stays(self.stops(away, 1))

    def test_stop_from_any_hand_ends_what_another_does(self):
        viewer = self.open()
        moved = self.stick_drives(viewer)
        viewer.press(' ')
        viewer.lift(' ')
        stopped = self.stops(moved, 1)
        self.frame(viewer)
        self.assertFalse(viewer.state()['driving'])
        self.assert_stays(stopped)
        self.run_in(viewer, 'press (4, false); testPad.axes[1] = 0')
        self.frame(viewer)
        moved = self.drive(viewer)
        self.run_in(viewer, f'press ({B}, true)')
        self.assert_stays(self.stops(moved, 1))
        self.assertFalse(viewer.state()['driving'])
        viewer.lift('w')


if __name__ == '__main__':
    main()
