import type { ImportField } from './people-columns.ts'
import { slugOf } from './slug.ts'

/** Headings as real exports have them, as slugs without hyphens. A bare `supervisor` or `manager` may hold ids or names. */
const headings: Readonly<Record<ImportField, readonly string[]>> = {
  employeeId:
    words(`employeeid employeenumber employeeno empid empno id userid agentid personid personnelnumber personnelno
    staffid staffnumber workerid payrollnumber badge externalid mitarbeiterid mitarbeiternummer personalnummer persnr
    matricule identifiant idemploye numeroemploye idempleado numeroempleado legajo codigoempleado matricola iddipendente
    idfuncionario matricula medewerkernummer personeelsnummer numerpracownika idpracownika anstallningsnummer sicilno
    社員番号 従業員番号 员工编号 工号 사번 табельныйномер`),
  name: words(`name fullname displayname agent agentname employee employeename staff staffname person worker workername
    colleague mitarbeiter mitarbeiterin mitarbeitername mitarbeitende vollername vollstandigername nom nomcomplet employe
    salarie collaborateur nombre nombrecompleto nombreyapellidos empleado agente nome nomecompleto nomeecognome
    dipendente funcionario colaborador naam volledigenaam medewerker imieinazwisko pracownik namn anstalld medarbetare
    navn ansat adsoyad calisan 氏名 名前 社員名 姓名 名字 员工姓名 이름 성명 имя фио сотрудник`),
  firstName:
    words(`firstname givenname forename vorname prenom nombredepila primernombre primeiro primeironome voornaam
    imie fornamn fornavn ad adi 名`),
  lastName:
    words(`lastname surname familyname nachname familienname zuname nomdefamille apellido apellidos cognome
    sobrenome apelido achternaam nazwisko efternamn etternavn efternavn soyad soyadi 姓`),
  email:
    words(`email emailaddress mail mailaddress workemail businessemail companyemail emailwork emailadresse mailadresse
    courriel adressemail adresseemail adresseelectronique correo correoelectronico emailaddresse postaelettronica
    indirizzoemail enderecodeemail emailadres adresemail epost epostadress eposta メール メールアドレス 邮箱 电子邮件 이메일
    электроннаяпочта почта`),
  supervisorName:
    words(`supervisor supervisorname linesupervisor teamlead teamleader teamleadname lead reportsto
    directsupervisor linemanager linemanagername directmanager vorgesetzter vorgesetzte vorgesetzter teamleiter teamleitung teamleiterin
    fuhrungskraft superviseur chefdequipe responsable responsabledirecte superieur superieurhierarchique n1 supervisora jefe
    jefedirecto jefeinmediato lider capo caposquadra superiore responsabile chefe gestordireto supervisordireto leidinggevende
    teamleider przelozony kierownik chef narmastechef gruppchef yonetici amir 上司 上長 スーパーバイザー 主管 上级 상사 руководитель`),
  managerName: words(`manager managername headofdepartment departmenthead secondlevelmanager nextlevelmanager
    manageroflinesupervisor abteilungsleiter abteilungsleiterin abteilungsleitung bereichsleiter bereichsleitung manageur
    directeur gerente gestor director gestore dirigente direttore afdelingshoofd menedzer dyrektor avdelningschef mudur
    マネージャー 部長 经理 部门经理 매니저 менеджер`),
  department:
    words(`department dept departmentname departmentid division unit businessunit organization organisation team abteilung
    bereich service departement departamento area reparto dipartimento setor afdeling dzial avdelning afdeling departman bolum
    部署 部門 部门 부서 отдел`),
  location:
    words(`location site office city workplace worklocation standort ort buro lieu site bureau ville ubicacion
    sede oficina ciudad luogo ufficio citta local localizacao locatie vestiging lokalizacja plats kontor lokasyon
    勤務地 拠点 地点 工作地点 근무지 город`),
  jobTitle:
    words(`jobtitle title position role job jobname jobid occupation stelle position funktion berufsbezeichnung
    stellenbezeichnung poste fonction intituleduposte puesto cargo titulo posizione ruolo qualifica funcao functie
    functietitel stanowisko befattning titel unvan 役職 職種 职位 职务 직급 должность`),
  tenure:
    words(`tenure tenurebucket tenureband lengthofservice seniority yearsofservice betriebszugehorigkeit zugehorigkeit
    anciennete antiguedad anzianita antiguidade tempodecasa dienstverband dienstjaren staz anstallningstid kidem 勤続年数 工龄 근속`),
  shift:
    words(`shift shiftname shiftpattern schicht schichtmodell equipe horaire turno dienst ploeg zmiana skift vardiya
    シフト 勤務 班次 교대 смена`),
  hiredOn:
    words(`hiredon hiredate hired dateofhire hiringdate startdate employmentstart employmentstartdate joineddate joindate dateofjoining
    dateofentry servicedate eintrittsdatum eintritt einstellungsdatum dateentree datedentree dateembauche datedembauche
    fechadeingreso fechaingreso fechadealta fechacontratacion datadiassunzione dataassunzione datadeadmissao dataadmissao
    datumindienst indienstdatum datazatrudnienia anstallningsdatum ansattelsesdato isegiristarihi 入社日 入职日期 입사일 датаприема`),
  timeZone: words(
    'timezone tz zeitzone fuseauhoraire zonahoraria husohorario fusoorario fusohorario tijdzone strefaczasowa tidszon saatdilimi タイムゾーン 时区 часовойпояс',
  ),
  supervisorId:
    words(`supervisorid supervisoremployeeid supervisornumber linesupervisorid teamleadid teamleaderid reportstoid
    linemanagerid directmanagerid vorgesetzterid vorgesetztenid vorgesetztennummer teamleiterid idsuperviseur idsupervisor idjefe leidinggevendeid`),
  managerId: words(
    'managerid manageremployeeid managernumber managerno mgr mgrid mgrno idmanager idgerente abteilungsleiterid',
  ),
}

const fields: ReadonlyMap<string, ImportField> = new Map(
  (Object.entries(headings) as [ImportField, readonly string[]][]).flatMap(([field, known]) =>
    known.map((heading) => [headingKey(heading), field] as const),
  ),
)

/** What a heading means, however it is written (`Employee ID`, `employee_id`, `EMPLOYEE-ID`); undefined if unknown. */
export function fieldOfHeading(heading: string): ImportField | undefined {
  return fields.get(headingKey(heading))
}

function headingKey(heading: string): string {
  return slugOf(heading).replaceAll('-', '')
}

function words(list: string): readonly string[] {
  return list.split(/\s+/)
}
