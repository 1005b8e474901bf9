/**
 * The page's own sentences, German and English.
 * @module
 */

/** @type {Record<string, [string, string]>} key: [German, English]; `{x}` are parameters */
const WORDS = {
  actionFailed: ["Das hat nicht geklappt. Bitte noch einmal versuchen.", "That did not work. Please try again."],
  actions: ["Aktionen", "Actions"],
  addPlus: ["Kurzbefehle öffnen", "Open shortcuts"],
  app: ["App", "App"],
  apps: ["Apps", "Apps"],
  botOff: ["Bot nicht verbunden", "Bot not connected"],
  botOn: ["Bot verbunden", "Bot connected"],
  cancel: ["Abbrechen", "Cancel"],
  channels: ["Kanäle", "Channels"],
  choose: ["Auswählen", "Choose"],
  close: ["Schließen", "Close"],
  collapse: ["Einklappen", "Collapse"],
  commandUnknown: ["„{name}“ ist kein Befehl dieses Workspace.", "“{name}” is not a command of this workspace."],
  customIntro: ["Hier beginnt #{name}.", "This is where #{name} begins."],
  dismiss: ["Ausblenden", "Dismiss"],
  edited: ["(bearbeitet)", "(edited)"],
  editedAt: ["Bearbeitet: {when}", "Edited: {when}"],
  emptyHome: ["Hier zeigt {app} deine Startseite.", "This is where {app} shows your home."],
  emptyHomeHint: ["Sie erscheint, sobald der Bot verbunden ist.", "It appears as soon as the bot is connected."],
  emptyIm: ["Das ist der Anfang deiner Unterhaltung mit {app}.", "This is the beginning of your conversation with {app}."],
  ephemeral: ["Nur für dich sichtbar", "Only visible to you"],
  external: ["Extern", "External"],
  failedNoConnection: ["Die App ist gerade nicht verbunden. Bitte später noch einmal versuchen.", "The app is not connected right now. Please try again later."],
  failedTimeout: ["Die App hat nicht innerhalb von 3 Sekunden geantwortet. Bitte noch einmal versuchen.", "The app did not answer in 3 seconds. Please try again."],
  filter: ["Suchen …", "Search …"],
  guest: ["Gast", "Guest"],
  homeTab: ["Start", "Home"],
  listen: ["Nachrichten in {name}", "Messages in {name}"],
  members: ["{n} Mitglieder", "{n} members"],
  memberList: ["Mitglieder", "Members"],
  messageGone: ["Diese Nachricht gibt es nicht mehr.", "This message is gone."],
  notInThreads: ["Befehle gehen nicht in Threads. Bitte im Kanal eingeben.", "Commands do not work in threads. Please use the channel."],
  notMember: ["Du bist nicht Mitglied dieses Kanals und kannst hier nur lesen.", "You are not a member of this channel and can only read here."],
  viewGone: ["Dieses Fenster ist nicht mehr offen.", "This view is no longer open."],
  messageMenu: ["Weitere Aktionen", "More actions"],
  messageOf: ["Nachricht von {name}, {when}", "Message from {name}, {when}"],
  messagesTab: ["Nachrichten", "Messages"],
  newMessages: ["Neu", "New"],
  newBelow: ["Neue Nachrichten", "New messages"],
  noMatch: ["Keine Treffer", "No matches"],
  notBlock: ["Der Blocktyp ‘{type}’ kann hier nicht gezeichnet werden", "Block type ‘{type}’ cannot be drawn here"],
  notElement: ["Das Element ‘{type}’ kann hier nicht gezeichnet werden", "Element type ‘{type}’ cannot be drawn here"],
  offline: ["Die Verbindung zum Workspace ist unterbrochen. Neuer Versuch läuft …", "The connection to the workspace is lost. Trying again …"],
  older: ["Ältere Nachrichten zeigen", "Show older messages"],
  openSelf: ["In neuem Tab öffnen", "Open in a new tab"],
  optional: ["(optional)", "(optional)"],
  person: ["Person wechseln", "Switch person"],
  personTitle: ["Wer möchtest du sein?", "Who do you want to be?"],
  private: ["privat", "private"],
  reload: ["Neu laden", "Reload"],
  replies: ["{n} Antworten", "{n} replies"],
  reply: ["1 Antwort", "1 reply"],
  replyIn: ["Im Thread antworten", "Reply in thread"],
  replyLast: ["Letzte Antwort {when}", "Last reply {when}"],
  required: ["Bitte dieses Feld ausfüllen.", "Please complete this required field."],
  resize: ["Breite der Website ändern", "Resize the website"],
  send: ["Senden", "Send"],
  sendFailed: ["Die Nachricht wurde nicht gesendet: {why}", "The message was not sent: {why}"],
  serverAway: ["Der Workspace antwortet nicht.", "The workspace does not answer."],
  sharedChannel: ["mit Externen geteilt", "shared externally"],
  shortcuts: ["Kurzbefehle", "Shortcuts"],
  skip: ["Zum Nachrichtenfeld springen", "Skip to the message field"],
  submit: ["Senden", "Submit"],
  suggestions: ["Vorschläge", "Suggestions"],
  thread: ["Thread", "Thread"],
  threadClose: ["Thread schließen", "Close thread"],
  tooBig: ["Höchstens {n}.", "{n} at most."],
  tooLong: ["Höchstens {n} Zeichen.", "{n} characters at most."],
  tooShort: ["Mindestens {n} Zeichen.", "At least {n} characters."],
  tooSmall: ["Mindestens {n}.", "At least {n}."],
  tour: ["Rundgang", "Tour"],
  tourDone: ["{done} von {all} erledigt", "{done} of {all} done"],
  tourTitle: ["Was du klicken und fragen kannst", "What to click and what to ask"],
  unread: ["{n} ungelesen", "{n} unread"],
  wantsEmail: ["Bitte eine gültige E-Mail-Adresse eingeben.", "Please enter a valid email address."],
  wantsInteger: ["Bitte eine ganze Zahl eingeben.", "Please enter a whole number."],
  wantsNumber: ["Bitte eine Zahl eingeben.", "Please enter a number."],
  wantsUrl: ["Bitte eine vollständige Adresse eingeben (https://…).", "Please enter a full address (https://…)."],
  website: ["Website", "Website"],
  websiteFrame: ["Demo-Website", "Demo website"],
  workspace: ["Workspace", "Workspace"],
  writeTo: ["Nachricht an {name}", "Message {name}"],
  writeReply: ["Antworten …", "Reply …"],
  yes: ["Ja", "Yes"],
};

/** @type {"de" | "en"} */
let lang = "en";

/** @param {string | undefined} locale of the persona */
export function setLanguage(locale) {
  lang = locale?.toLowerCase().startsWith("de") ? "de" : "en";
  document.documentElement.lang = lang;
}

export function language() {
  return lang;
}

/**
 * @param {string} key
 * @param {Record<string, any>} [params]
 * @returns {string}
 */
export function t(key, params = {}) {
  const words = WORDS[key];
  if (!words) throw new Error(`words.js has no sentence ‘${key}’`);
  return words[lang === "de" ? 0 : 1].replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
}
