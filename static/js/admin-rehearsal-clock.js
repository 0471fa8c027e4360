// While the rehearsal clock is on, "today" and "now" beside the fields of the back office mean the portal's time. Django's own
// scripts, which have run by now, ask DateTimeShortcuts.now(), and open and mark a calendar by the browser's date.
{
  const offset = Date.parse(document.currentScript.dataset.now) - Date.now();
  const shortcuts = window.DateTimeShortcuts;

  const followPortal = () => {
    // as in Django's: a date that shows the server's wall clock; the browser's zone is asked for that day, which may be in summer
    shortcuts.now = () => {
      const now = new Date(Date.now() + offset);
      now.setTime(now.getTime() + 1000 * (Number(document.body.dataset.adminUtcOffset) + now.getTimezoneOffset() * 60));
      return now;
    };

    const { Calendar, CalendarNamespace } = window;
    window.Calendar = function (...args) {
      const today = shortcuts.now();
      return Object.assign(new Calendar(...args), { today, currentMonth: today.getMonth() + 1, currentYear: today.getFullYear() });
    };
    const draw = CalendarNamespace.draw;
    CalendarNamespace.draw = (month, year, id, ...rest) => {
      draw(month, year, id, ...rest);
      markToday(document.getElementById(id), Number(month), Number(year));
    };
  };

  const markToday = (box, month, year) => {
    const today = shortcuts.now();
    const isShown = today.getFullYear() === year && today.getMonth() + 1 === month;
    for (const cell of box.querySelectorAll("td:not(.nonday)"))
      cell.classList.toggle("today", isShown && Number(cell.textContent) === today.getDate());
  };

  if (shortcuts) followPortal();
}
