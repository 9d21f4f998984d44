"""A browser with a voice of its own, which writes down what it was given to say."""

# A voice of the device, and one that sends every word to somebody else.
VOICES = """
    const voices = [{name: 'far', lang: 'en-GB', localService: false}];
    if (sessionStorage.getItem('voice')) voices.push({name: 'here', lang: 'en-GB', localService: true});
    window.said = [];
    class Words { constructor(text) { this.text = text; } }
    Object.defineProperty(window, 'SpeechSynthesisUtterance', {value: Words});
    Object.defineProperty(window, 'speechSynthesis', {value: {
        getVoices: () => voices, cancel: () => window.said.push('stopped'), addEventListener: () => {},
        speak: (words) => { window.said.push(words.voice.name + ': ' + words.text); words.onstart?.(); },
    }});
"""
