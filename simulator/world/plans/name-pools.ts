/**
 * Given and family names by where people come from. A name in another script carries its Latin spelling after `=`, for the
 * e-mail address. `weight` is how many of a hundred or so; `order` how the two are put together.
 */
export interface NamePool {
  weight: number
  order: 'given family' | 'family given' | 'familygiven'
  given: readonly string[]
  family: readonly string[]
}

const pool = (weight: number, order: NamePool['order'], given: string, family: string): NamePool => ({
  weight,
  order,
  given: given.split(', '),
  family: family.split(', '),
})

export const NAME_POOLS: readonly NamePool[] = [
  pool(
    22,
    'given family',
    'Daan, Sanne, Bram, Lotte, Thijs, Fleur, Joost, Maaike, Ruben, Noor, Wouter, Esmée, Sjoerd, Hanneke, Koen, Tjitske',
    'de Vries, van den Berg, Bakker, Janssen, Visser, Smit, Meijer, de Boer, Mulder, Dekker, van der Meulen, Hoekstra, Scholten, van Leeuwen, Kuipers, ’t Hart',
  ),
  pool(
    9,
    'given family',
    'Oliver, Amelia, George, Isla, Harriet, Callum, Imogen, Rhys, Bronwen, Ewan, Niamh, Declan, Aoife, Cillian',
    'Ashworth, Pemberton, Hughes, MacLeod, O’Sullivan, Fitzgerald, Thornton, Llewellyn, Drummond, Ní Dhomhnaill, Byrne, Whitaker, St. John, Blackwood',
  ),
  pool(
    7,
    'given family',
    'Jürgen, Annika, Björn, Käthe, Matthias, Svenja, Lukas, Friederike, Götz, Maren, Till, Wiebke',
    'Müller, Schäfer, Groß, Köhler, von der Heydt, Böttcher, Weiß, Lindemann, Krüger, Hölderlin, Zimmermann, Späth',
  ),
  pool(
    6,
    'given family',
    'Élodie, François, Anaïs, Loïc, Maëlle, Jean-Christophe, Océane, Théo, Agnès, Benoît, Zoé, Marie-Ève',
    'Lefèvre, Gauthier, de La Rochefoucauld, Bénard, Côté, Marchand, Delacroix, Noël, Desrosiers, L’Hermitte, Périgord, Tremblay',
  ),
  pool(
    7,
    'given family',
    'José Luis, Begoña, Íñigo, Ximena, Andrés, María del Carmen, Joaquín, Lucía, Martín, Rocío, Iker, Itziar',
    'García Márquez, Núñez, Ibáñez, Rodríguez de la Fuente, Muñoz, Etxeberria, Peña, Gutiérrez, Aguirre, Sepúlveda, Quiñones, Huamán',
  ),
  pool(
    5,
    'given family',
    'João, Inês, Tiago, Conceição, Gonçalo, Beatriz, Luís, Mafalda, Caetano, Thaís',
    'Gonçalves, Araújo, da Conceição, Magalhães, dos Santos, Guimarães, Sousa e Silva, Brandão, Fontoura, Leitão',
  ),
  pool(
    4,
    'given family',
    'Niccolò, Chiara, Matteo, Giulia, Pierpaolo, Ludovica, Ettore, Mariangela',
    'D’Angelo, Lo Monaco, Esposito, De Santis, Bianchi, Dell’Aquila, Ferrari, Caracciolo',
  ),
  pool(
    7,
    'given family',
    'Grzegorz, Małgorzata, Paweł, Agnieszka, Łucja, Zbigniew, Stanisław, Bożena, Michał, Żaneta',
    'Kowalczyk, Wójcik, Brzęczyszczykiewicz, Dąbrowska-Nowak, Szymański, Woźniak, Łuczak, Grzyb, Jaśkowiak, Ćwiek',
  ),
  pool(
    4,
    'given family',
    'Jiří, Božena, Ondřej, Zdeněk, Šárka, Ľudmila, Balázs, Réka, Győző, Ágnes',
    'Dvořák, Černý, Novotná, Šťastný, Hrušovský, Kovács, Szőke, Nagy, Őry, Tóth-Várkonyi',
  ),
  pool(
    3,
    'given family',
    'Ștefan, Ioana, Răzvan, Mădălina, Dragoș, Ivana, Đorđe, Željka, Šime, Nataša',
    'Țăranu, Popescu, Ionescu, Brâncuși, Đurić, Živković, Perišić, Kovačević, Hadžić, Ćosić',
  ),
  pool(
    6,
    'given family',
    'Çağla, Emre, Gülşah, İbrahim, Oğuz, Şebnem, Tuğçe, Yiğit, Ümit, Nazlı',
    'Yılmaz, Öztürk, Çelik, Şahin, Kılıç, Aydın, Doğan, Erdoğan, İnönü, Güneş',
  ),
  pool(
    4,
    'given family',
    'Søren, Åse, Bjørn, Freja, Gunhild, Håkon, Jørgen, Linnéa, Mäki, Päivi, Þorsteinn, Guðrún',
    'Kjær, Ødegård, Hælseth, Åkesson, Östlund, Hämäläinen, Lähteenmäki, Sigurðardóttir, Nørgaard, Bergström, Þórðarson, Skårberg',
  ),
  pool(
    2,
    'given family',
    'Γιώργος=giorgos, Ελένη=eleni, Δημήτρης=dimitris, Αικατερίνη=aikaterini, Θανάσης=thanasis, Ξένια=xenia',
    'Παπαδόπουλος=papadopoulos, Οικονόμου=oikonomou, Χατζηδάκη=chatzidaki, Γεωργίου=georgiou, Ψαρράς=psarras, Βλάχος=vlachos',
  ),
  pool(
    3,
    'given family',
    'Олена=olena, Тарас=taras, Юлія=yuliia, Богдан=bohdan, Світлана=svitlana, Ярослав=yaroslav, Елена=elena, Николай=nikolay',
    'Шевченко=shevchenko, Коваль=koval, Бойко=boiko, Гончар=honchar, Ткаченко=tkachenko, Мельник=melnyk, Иванов=ivanov, Щербак=shcherbak',
  ),
  pool(
    5,
    'given family',
    'محمد=mohammed, فاطمة=fatima, يوسف=youssef, خديجة=khadija, عمر=omar, زينب=zainab, إبراهيم=ibrahim, ليلى=layla',
    'العلوي=alaoui, بن يوسف=benyoussef, الحداد=haddad, المنصوري=mansouri, عبد الرحمن=abdelrahman, الإدريسي=idrissi, الخطيب=khatib, بوعزة=bouazza',
  ),
  pool(
    3,
    'given family',
    'Abdelkarim, Naïma, Youssef, Soumaya, Hamza, Fatima Zahra, Bilal, Ikram',
    'El Amrani, Benkirane, Aït Ouahmane, El Ouafi, Bouzidi, Ben Ali, Tazi, El Khattabi',
  ),
  pool(
    2,
    'given family',
    'נועה=noa, איתן=eitan, תמר=tamar, יונתן=yonatan, שירה=shira, אלון=alon',
    'ברק=barak, כהן=cohen, לוי=levi, מזרחי=mizrahi, בן-דוד=bendavid, שפירא=shapira',
  ),
  pool(
    2,
    'given family',
    'زهرا=zahra, رضا=reza, پریسا=parisa, کیوان=keyvan, شیرین=shirin, بهرام=bahram',
    'حسینی=hosseini, رضایی=rezaei, کریمی=karimi, جعفری=jafari, شریفی=sharifi, پهلوان=pahlavan',
  ),
  pool(
    4,
    'given family',
    'अनन्या=ananya, रोहन=rohan, प्रिया=priya, विक्रम=vikram, मीरा=meera, अर्जुन=arjun',
    'शर्मा=sharma, गुप्ता=gupta, पाटील=patil, जोशी=joshi, मिश्रा=mishra, कुलकर्णी=kulkarni',
  ),
  pool(
    4,
    'given family',
    'Venkatasubramanian, Lakshmi, Rajesh, Kavitha, Murugan, Deepa, Tharindu, Nimal, Harpreet, Gurpreet',
    'Krishnamurthy, Ramanathan, Balasubramaniam, Iyer, Wickramasinghe, Jayawardena, Singh, Kaur, Chakraborty, Mukherjee',
  ),
  pool(
    4,
    'familygiven',
    '伟=wei, 芳=fang, 小明=xiaoming, 秀英=xiuying, 建国=jianguo, 雨桐=yutong, 子轩=zixuan, 丽=li',
    '王=wang, 李=li, 张=zhang, 刘=liu, 陈=chen, 欧阳=ouyang, 赵=zhao, 黄=huang',
  ),
  pool(
    3,
    'family given',
    '美咲=misaki, 健太=kenta, さくら=sakura, 翔=sho, 陽子=yoko, 大輔=daisuke',
    '佐藤=sato, 鈴木=suzuki, 高橋=takahashi, 渡辺=watanabe, 小林=kobayashi, 長谷川=hasegawa',
  ),
  pool(
    3,
    'familygiven',
    '서연=seoyeon, 민준=minjun, 지우=jiwoo, 하은=haeun, 도윤=doyun, 수빈=subin',
    '김=kim, 이=lee, 박=park, 최=choi, 정=jung, 남궁=namgung',
  ),
  pool(
    3,
    'family given',
    'Thị Minh Khai, Văn Hùng, Thị Ngọc Ánh, Đức Thịnh, Thùy Dương, Quốc Bảo',
    'Nguyễn, Trần, Lê, Phạm, Đặng, Võ',
  ),
  pool(
    2,
    'given family',
    'สมชาย=somchai, อรุณี=arunee, ปิยะ=piya, กนกวรรณ=kanokwan, ณัฐพล=nattapon',
    'ใจดี=jaidee, ศรีสุข=srisuk, วงศ์สวัสดิ์=wongsawat, แก้วมณี=kaewmanee, ทองคำ=thongkham',
  ),
  pool(
    6,
    'given family',
    'Oluwaseun, Ngozi, Kwame, Adwoa, Chinedu, Fọlákẹ́, Thandiwe, Sipho, Wanjirũ, Abdirahman, Hodan, Amara',
    'Adébáyò, Okonkwo, Mensah, Dlamini, Nkosi, Ọláníyì, Warsame, Kamau, Eze, Boateng, Osei-Bonsu, van Rensburg',
  ),
  pool(
    1,
    'given family',
    'ሰላም=selam, ዳዊት=dawit, ሳራ=sara, ዮሐንስ=yohannes',
    'ተስፋዬ=tesfaye, ገብረ=gebre, በቀለ=bekele, ኃይሉ=hailu',
  ),
  pool(
    1,
    'given family',
    'გიორგი=giorgi, ნინო=nino, Արամ=aram, Անի=ani',
    'ბერიძე=beridze, კაპანაძე=kapanadze, Պետրոսյան=petrosyan, Սարգսյան=sargsyan',
  ),
  pool(
    3,
    'given family',
    'Leilani, Tevita, Kaʻiulani, Siaosi, Dewi, Budi, Nurul, Rizky',
    'Kahananui, Lolohea, Kealoha, Tuʻipulotu, Wijaya, Hartono, Hidayat, Santoso',
  ),
]
